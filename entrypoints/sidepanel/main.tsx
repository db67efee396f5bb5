/** The app in Chrome's side panel and Firefox's sidebar. */
import { ownWindow } from '../../lib/platform/index.ts';
import { mountApp } from '../page/home.tsx';

// The worker has to know beside whose pages it stands: the key that opened it closes it there.
void ownWindow().then(
  (windowId) => mountApp('side', windowId),
  () => mountApp('side'),
);
