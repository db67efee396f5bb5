/** The aside: an ordinary web worker without any browser API, for slow work. See lib/aside. */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { asidePlaces, closeDoors, serveAside } from '../lib/aside/index.ts';

export default defineUnlistedScript(() => {
  closeDoors(globalThis);
  const take = serveAside(asidePlaces(), (message) => globalThis.postMessage(message));
  globalThis.addEventListener('message', ({ data }) => take(data));
});
