export { chooseModel } from './model-choice.ts';
export {
  exportActions,
  importActions,
  PromptsError,
  type PromptsErrorCode,
} from './action-file.ts';
export {
  actionSettingsShape,
  arrangedActions,
  freeId,
  MAX_ACTIONS,
  MAX_LABEL,
  MAX_PROMPT,
  settingOf,
  type Action,
  type ActionSetting,
} from './actions.ts';
export {
  fillTemplate,
  namedPlaceholders,
  type Filled,
  type PagePlaceholder,
} from './placeholders.ts';
export { QUICK_ACTIONS, quickActionById, type QuickAction } from './quick-actions.ts';
export { readPrompt, type ReadPrompt } from './read-prompt.ts';
export { composeThread, questionOf, type ChatMessage, type PromptParts } from './template.ts';
