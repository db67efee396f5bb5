export { chooseModel } from './model-choice.ts';
export { QUICK_ACTIONS, quickActionById, type QuickAction } from './quick-actions.ts';
export { readPrompt, type ReadPrompt } from './read-prompt.ts';
export {
  composeMessages,
  escapeDelimiters,
  questionOf,
  SYSTEM_MESSAGE,
  type ChatMessage,
  type PromptParts,
} from './template.ts';
