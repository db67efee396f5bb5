/** Every screen in the language with the longest words. */
import { testScreensIn } from '../support/screens-in.ts';

testScreensIn({ language: 'de', direction: 'ltr', send: 'Senden' });
