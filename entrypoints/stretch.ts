/** A web worker that makes a key of a passphrase, off the thread of any screen; it ends with the page's answer. */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { stretch } from '../lib/proofs/lock/stretch/index.ts';

export default defineUnlistedScript(() => {
  globalThis.addEventListener('message', ({ data }) => globalThis.postMessage(stretch(data)));
});
