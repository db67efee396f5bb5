/** The offscreen document of Chrome: hosts the aside, shows nothing. */
import { hostAside } from '../../lib/platform/index.ts';

hostAside(() => window.close());
