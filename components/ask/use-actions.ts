/** The quick actions as arranged, and what choosing one does: it writes a question into the box and sends nothing. */
import { useEffect, useState } from 'preact/hooks';
import type { Draft } from '../../lib/ask/index.ts';
import {
  arrangedActions,
  fillTemplate,
  namedPlaceholders,
  type Action,
} from '../../lib/prompts/index.ts';
import type { Settings } from '../../lib/settings/index.ts';
import type { DraftChange } from '../callbacks.ts';
import type { Caret } from './QuestionField.tsx';
import { languageName } from '../ui/format.ts';
import { useStrings, type Translate } from '../ui/strings.ts';

export function labelOf(action: Action, t: Translate): string {
  return action.label ?? t(action.labelKey ?? 'action_unnamed');
}

/** The template in the present language; the shipped ones take the language's name as their substitution. */
export function promptOf(action: Action, t: Translate): string {
  return action.prompt ?? (action.questionKey ? t(action.questionKey, '{{language}}') : '');
}

export interface Actions {
  shown: readonly Action[];
  choose: (action: Action) => void;
  /** Where the person goes on writing after an action was chosen; another object each time. */
  caret: Caret | undefined;
}

export function useActions(
  draft: Draft,
  settings: Settings,
  change: (change: DraftChange) => void,
): Actions {
  const { t, locale } = useStrings();
  const [caret, setCaret] = useState<Caret>();
  const shown = arrangedActions(settings.actions).filter(({ isHidden }) => !isHidden);
  const language = languageName(settings.answerLanguage || locale, t('language_tag'));
  const choose = (action: Action): void => {
    // What the person wrote themselves goes where the action has a place for it; an action's own words do not.
    const input = draft.actionId === null ? draft.question : '';
    const filled = fillTemplate(promptOf(action, t), { language, input });
    const named = namedPlaceholders(filled.question);
    change({
      actionId: action.id,
      question: filled.question,
      ...(named.has('title') ? { includeTitle: true } : {}),
      ...(named.has('url') ? { includeUrl: true } : {}),
    });
    setCaret({ at: filled.caret, in: filled.question });
  };
  const { slot } = draft;
  useEffect(() => {
    const called = slot === undefined ? undefined : shown[slot - 1];
    if (called) choose(called);
    else if (slot !== undefined) change({ actionId: null });
  }, [slot]);
  useNumberKeys(shown, draft.quote !== '', choose);
  return { shown, choose, caret };
}

/** Alt and a figure choose by place. */
function useNumberKeys(
  shown: readonly Action[],
  isOn: boolean,
  choose: (action: Action) => void,
): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
      if (!event.altKey || event.ctrlKey || event.metaKey || digit === undefined) return;
      const action = shown[Number(digit) - 1];
      if (!action || !isOn) return;
      event.preventDefault();
      choose(action);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
}
