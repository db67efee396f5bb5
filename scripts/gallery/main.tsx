/**
 * One scene of the gallery, chosen by `?scene=`, in the language and the text size of `?locale=` and `?text=`. Not
 * shipped: it exists to look at, and to run axe over.
 */
import { render } from 'preact';
import '../../components/ui/theme.css';
import '../../components/ui/controls.css';
import '../../components/ui/notices.css';
import '../../components/app.css';
import '../../components/ask/ask.css';
import '../../components/answer/answer.css';
import '../../components/proof/proof.css';
import '../../components/proof/chain.css';
import '../../components/proof/proof-list.css';
import '../../components/settings/settings.css';
import '../../components/proof/library.css';
import '../../components/home/home.css';
import { loadLateScreens } from '../../components/late-screens.ts';
import { ClockContext } from '../../components/ui/clock.ts';
import { stringsFrom, StringsContext } from '../../components/ui/strings.ts';
import { errorKey } from '../../lib/ask/error-sentences.ts';
import { isPlainObject } from '../../lib/shape/index.ts';
import { NOW_MS } from '../../test/fakes/views.ts';
import { SCENES } from './scenes.tsx';

type Messages = Parameters<typeof stringsFrom>[0];

function isMessages(value: unknown): value is Messages {
  return (
    isPlainObject(value) &&
    Object.values(value).every((one) => isPlainObject(one) && 'message' in one)
  );
}

const wanted = new URLSearchParams(location.search);
const locale = wanted.get('locale') ?? 'en';
const file: unknown = await import(`../../public/_locales/${locale}/messages.json`);
const t = stringsFrom(isPlainObject(file) && isMessages(file['default']) ? file['default'] : {});
const strings = { t, locale: t('language_tag'), errorKey };
document.documentElement.lang = t('language_tag');
document.documentElement.dir = t('text_direction');
document.documentElement.dataset['text'] = wanted.get('text') ?? 'normal';
const scene = SCENES[wanted.get('scene') ?? ''];
if (!location.search.includes('page-')) document.body.className = 'app-home';
await loadLateScreens();
const root = document.getElementById('root');
if (root) {
  render(
    <ClockContext.Provider value={() => NOW_MS}>
      <StringsContext.Provider value={strings}>
        {scene ? scene() : Object.keys(SCENES).join(' ')}
      </StringsContext.Provider>
    </ClockContext.Provider>,
    root,
  );
}
