/**
 * Quick actions as a versioned file, to hand over or to keep. Must never be read less strictly than anything from
 * outside.
 */
import { CodedError } from '../errors/index.ts';
import { isPlainObject, list, oneOf, parseJson, record, ShapeError, text } from '../shape/index.ts';
import {
  arrangedActions,
  freeId,
  MAX_ACTIONS,
  MAX_LABEL,
  MAX_PROMPT,
  settingOf,
  type Action,
  type ActionSetting,
} from './actions.ts';

export type PromptsErrorCode = 'action-file-invalid' | 'action-file-version-unknown';
export class PromptsError extends CodedError<PromptsErrorCode> {}

const FORMAT = 'sotto-quick-actions';
const VERSION = 1;
const MAX_FILE_LENGTH = 400_000;

const fileShape = record({
  format: oneOf(FORMAT),
  version: oneOf(VERSION),
  actions: list(
    record({ label: text(MAX_LABEL, /\S/), prompt: text(MAX_PROMPT, /\S/) }),
    MAX_ACTIONS,
  ),
});

/** @param wordsOf The label and template of an action in the present language. */
export function exportActions(
  actions: readonly Action[],
  wordsOf: (action: Action) => { label: string; prompt: string },
): string {
  const shown = actions.filter(({ isHidden }) => !isHidden).map(wordsOf);
  return `${JSON.stringify({ format: FORMAT, version: VERSION, actions: shown }, null, 2)}\n`;
}

/** The arrangement with what the file holds behind it; what is there already, word for word, is not doubled. */
export function importActions(
  file: string,
  stored: readonly ActionSetting[],
): { actions: ActionSetting[]; added: number } {
  const before = arrangedActions(stored);
  const after = [...before];
  for (const { label, prompt } of readFile(file)) {
    const isKnown = after.some((action) => action.label === label && action.prompt === prompt);
    if (isKnown || after.length >= MAX_ACTIONS) continue;
    after.push({ id: freeId(after), isShipped: false, isHidden: false, label, prompt });
  }
  return { actions: after.map(settingOf), added: after.length - before.length };
}

function readFile(file: string): { label: string; prompt: string }[] {
  try {
    const value = parseJson(file, MAX_FILE_LENGTH);
    if (isOfLaterVersion(value)) throw new PromptsError('action-file-version-unknown');
    return fileShape(value).actions;
  } catch (cause) {
    if (!(cause instanceof ShapeError)) throw cause;
    throw new PromptsError('action-file-invalid', cause.message, { cause });
  }
}

function isOfLaterVersion(value: unknown): boolean {
  return isPlainObject(value) && typeof value['version'] === 'number' && value['version'] > VERSION;
}
