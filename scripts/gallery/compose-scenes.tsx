/** Writing a question: what is hidden of it, what of the page goes along, and an answer that can go back there. */
import type { ComponentChild } from 'preact';
import type { Draft } from '../../lib/ask/index.ts';
import type { AppState } from '../../lib/messages/index.ts';
import { KINDS, redact, textsOf } from '../../lib/redaction/index.ts';
import type { PageDoor } from '../../components/ui/page-door.ts';
import { PageDoorContext } from '../../components/ui/page-door.ts';
import { ask, draft, QUOTE } from '../../test/fakes/views.ts';

const door: PageDoor = {
  readPage: () => Promise.resolve({ error: { code: 'page-changed', advice: 'stop' } }),
  write: () => Promise.resolve('written'),
  proofNote: () => Promise.resolve(null),
};

const source = { tabId: 7, frameId: 0, isEditable: true, isMenuText: false };
const PRIVATE =
  'Hello Ms Whitcombe, my new flat is at 18 Rosemary Gardens, Bristol BS6 7QR. Call me on +44 7700 900123 or write ' +
  'to j_whitcombe@example.co.uk; the rent goes to DE22 4656 3212 2330 7924 41.';

/** Hidden as the screen itself would have it, the first value let out again. */
function hiding(change: Partial<Draft>): Draft {
  const whole = draft({ source, ...change });
  const found = redact(textsOf(whole), { kinds: KINDS, words: [] });
  const lifted = found.marks.slice(0, 1).map(({ text }) => text);
  return { ...whole, redaction: { ...found, lifted } };
}

const page = {
  kind: 'article' as const,
  total: 48_210,
  text: ['[…]', QUOTE, 'Each throw stands for itself, whatever came before.', '[…]'].join('\n\n'),
};

type Popup = (state: Partial<AppState>) => ComponentChild;

export function composeScenes(popup: Popup): Record<string, () => ComponentChild> {
  const opened = (state: Partial<AppState>): ComponentChild => (
    <PageDoorContext.Provider value={door}>{popup(state)}</PageDoorContext.Provider>
  );
  return {
    'compose-page': () => opened({ draft: draft({ source, page }) }),
    'compose-hidden': () => opened({ draft: hiding({ quote: PRIVATE }) }),
    'compose-usual': () => opened({ draft: draft({ source }) }),
    'compose-menu-text': () =>
      opened({ draft: draft({ source: { ...source, isMenuText: true } }) }),
    'compose-frame': () =>
      opened({
        draft: draft({
          quote: '',
          question: '',
          source,
          problem: { code: 'frame-not-readable', advice: 'stop' },
        }),
        leaves: null,
      }),
    'done-field': () => opened({ ask: ask({ draft: draft({ source }) }) }),
  };
}
