/**
 * The built-in quick actions: each puts an editable question into the box; nothing is sent by choosing one.
 * Must never know the quote. To add one: an entry here, two strings in every locale, a line in its test.
 */
export interface QuickAction {
  readonly id: string;
  /** Locale key of the button. */
  readonly labelKey: string;
  /** Locale key of the question that the button puts into the box. */
  readonly questionKey: string;
  /** Stands in for the question when the box was left empty. */
  readonly instruction: string;
}

export const QUICK_ACTIONS: readonly QuickAction[] = [
  {
    id: 'explain',
    labelKey: 'action_explain',
    questionKey: 'action_explain_question',
    instruction: 'Explain the quote in plain words.',
  },
  {
    id: 'summarise',
    labelKey: 'action_summarise',
    questionKey: 'action_summarise_question',
    instruction: 'Summarise the quote in a few sentences.',
  },
  {
    id: 'translate',
    labelKey: 'action_translate',
    questionKey: 'action_translate_question',
    instruction: 'Translate the quote.',
  },
  {
    id: 'rewrite',
    labelKey: 'action_rewrite',
    questionKey: 'action_rewrite_question',
    instruction: 'Rewrite the quote so that it reads clearly, keeping its meaning.',
  },
  {
    id: 'find-flaw',
    labelKey: 'action_find_flaw',
    questionKey: 'action_find_flaw_question',
    instruction: 'Find the weakest point in the reasoning of the quote, and say why it is weak.',
  },
  {
    id: 'key-points',
    labelKey: 'action_key_points',
    questionKey: 'action_key_points_question',
    instruction: 'List the key points of the quote.',
  },
  {
    id: 'reply',
    labelKey: 'action_reply',
    questionKey: 'action_reply_question',
    instruction: 'Draft a short and friendly reply to the quote.',
  },
  {
    id: 'check-claims',
    labelKey: 'action_check_claims',
    questionKey: 'action_check_claims_question',
    instruction: 'List the claims of the quote that can be checked, and say how each could be.',
  },
];

export function quickActionById(id: string | null): QuickAction | undefined {
  return QUICK_ACTIONS.find((action) => action.id === id);
}
