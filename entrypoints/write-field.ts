/**
 * The page script that writes: put into the one frame that the quote came from, on the person's click. It leaves a
 * function in the extension's own world of that frame, which is called with what to write.
 */
import { writeField } from '../lib/selection/index.ts';
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';

export default defineUnlistedScript(() => {
  // Not the name of this file: the build gives that to the script as a whole.
  Reflect.set(globalThis, 'sotto-write', writeField);
});
