/** Every screen in a language that is written from right to left. */
import { testScreensIn } from '../support/screens-in.ts';

testScreensIn({ language: 'ar', direction: 'rtl', send: 'إرسال' });
