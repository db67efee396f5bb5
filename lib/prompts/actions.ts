/**
 * The quick actions as a person has arranged them: shipped ones renamed, rewritten, hidden or moved, and their own.
 * Must never drop a shipped action that an older arrangement does not know: it comes at the end.
 */
import { flag, list, record, text, type Parser } from '../shape/index.ts';
import { QUICK_ACTIONS } from './quick-actions.ts';

/** What is stored of one: its place is its place in the list; what is absent is as shipped. */
export interface ActionSetting {
  id: string;
  isHidden?: boolean;
  label?: string;
  prompt?: string;
}

/** One action as the screens use it: words of the locale, or the person's own. */
export interface Action {
  readonly id: string;
  readonly isShipped: boolean;
  readonly isHidden: boolean;
  readonly label?: string;
  readonly prompt?: string;
  readonly labelKey?: string;
  readonly questionKey?: string;
}

export const MAX_ACTIONS = 40;
export const MAX_LABEL = 40;
export const MAX_PROMPT = 4_000;

const actionSettingShape: Parser<ActionSetting> = record(
  { id: text(40, /^[a-z][a-z0-9-]*$/) },
  { isHidden: flag, label: text(MAX_LABEL), prompt: text(MAX_PROMPT) },
);
export const actionSettingsShape: Parser<ActionSetting[]> = list(actionSettingShape, MAX_ACTIONS);

export function arrangedActions(stored: readonly ActionSetting[]): Action[] {
  const known = stored.flatMap((setting) => actionOf(setting));
  const isThere = new Set(known.map(({ id }) => id));
  const rest = QUICK_ACTIONS.filter(({ id }) => !isThere.has(id));
  return [...known, ...rest.flatMap(({ id }) => actionOf({ id }))];
}

/** An own action without words is none. */
function actionOf({ id, isHidden = false, label, prompt }: ActionSetting): Action[] {
  const shipped = QUICK_ACTIONS.find((action) => action.id === id);
  const words = {
    ...(label === undefined ? {} : { label }),
    ...(prompt === undefined ? {} : { prompt }),
  };
  if (shipped !== undefined) {
    const { labelKey, questionKey } = shipped;
    return [{ id, isShipped: true, isHidden, labelKey, questionKey, ...words }];
  }
  return label && prompt ? [{ id, isShipped: false, isHidden, ...words }] : [];
}

/** The arrangement as it is stored again. */
export function settingOf({ id, isHidden, label, prompt }: Action): ActionSetting {
  return {
    id,
    ...(isHidden ? { isHidden } : {}),
    ...(label === undefined ? {} : { label }),
    ...(prompt === undefined ? {} : { prompt }),
  };
}

/** A name for an own action that no other has. */
export function freeId(actions: readonly Action[]): string {
  for (let number = 1; ; number += 1) {
    const id = `own-${number}`;
    if (!actions.some((action) => action.id === id)) return id;
  }
}
