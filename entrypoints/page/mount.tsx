/** Puts a screen into a page of ours, with the words of the browser's language. */
import { render, type ComponentChild } from 'preact';
import { errorKey } from '../../lib/ask/index.ts';
import { t, wordsLocale } from '../../lib/platform/index.ts';
import { PageDoorContext } from '../../components/ui/page-door.ts';
import { StringsContext } from '../../components/ui/strings.ts';
import { applyStoredAppearance } from './appearance.ts';
import { lateDoor } from './late-door.ts';
import '../../components/ui/theme.css';
import '../../components/ui/controls.css';
import '../../components/ui/notices.css';
import '../../components/app.css';
import '../../components/ask/ask.css';
import '../../components/answer/answer.css';
import '../../components/proof/proof.css';
import '../../components/proof/chain.css';
import '../../components/proof/proof-list.css';

export function mount(screen: ComponentChild): void {
  const root = document.getElementById('root');
  if (!root) return;
  applyStoredAppearance();
  const locale = wordsLocale();
  // Of the words that are shown, which need not be the browser's: it may speak a language that Sotto does not.
  document.documentElement.lang = t('language_tag');
  document.documentElement.dir = t('text_direction');
  render(
    <StringsContext.Provider value={{ t, locale, errorKey }}>
      <PageDoorContext.Provider value={lateDoor}>{screen}</PageDoorContext.Provider>
    </StringsContext.Provider>,
    root,
  );
}
