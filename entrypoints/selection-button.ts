/**
 * The selection button's script. The browser runs it on sites that the person allowed and on no other; it is put into
 * open pages once more when the extension was updated.
 */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { startButton } from '../lib/button/index.ts';
import { isAlive, onButtonOff, sayAsButton, t } from '../lib/platform/index.ts';

/** In the script's own world, which the page does not share: at most one button for each page. */
const MARK = Symbol.for('selection-button');

export default defineUnlistedScript(() => {
  if (Reflect.has(globalThis, MARK) || !(document instanceof HTMLDocument)) return;
  Reflect.set(globalThis, MARK, true);
  const stop = startButton(document, {
    words: {
      ask: t('button_ask'),
      more: t('more'),
      hide: t('button_hide'),
      notHere: t('button_not_here'),
      updated: t('button_updated'),
      direction: t('@@bidi_dir'),
    },
    isDark: () => matchMedia('(prefers-color-scheme: dark)').matches,
    now: () => performance.now(),
    isAlive,
    say: sayAsButton,
  });
  onButtonOff(() => {
    stop();
    Reflect.deleteProperty(globalThis, MARK);
  });
});
