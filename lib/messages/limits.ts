/** The sizes that bound one ask. They stand apart so that screens, parsers and the story agree on them. */

/** UTF-16 units of page text that a draft keeps; what is longer is cut, and the person is told. */
export const MAX_QUOTE_LENGTH = 1_000_000;
export const MAX_QUESTION_LENGTH = 100_000;
export const MAX_TITLE_LENGTH = 1_000;
export const MAX_URL_LENGTH = 4_000;
/** Asks that the worker remembers at once, and turns of one conversation. */
export const MAX_ASKS = 200;
export const MAX_TURNS = 100;
/** That one enclave offers. */
export const MAX_MODELS = 1000;
/** UTF-16 units of answer text; the longest padded answer is 1,024 frames of 256 bytes. */
export const MAX_ANSWER_LENGTH = 2_000_000;
/** Alarms that a page is told of; a thousand unseen ones say no more than so many. */
export const MOST_ALARMS = 100;
