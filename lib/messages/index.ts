export { applyToAppState } from './app-state.ts';
export { MessagesError, type MessagesErrorCode } from './errors.ts';
export { requireOwnPage, type Identity, type Sender } from './guard.ts';
export { parseFromWorker, parseToWorker } from './parse.ts';
export {
  acceptPage,
  connectWorker,
  type PageHandlers,
  type PageLink,
  type PortLike,
  type WorkerHandlers,
  type WorkerLink,
} from './port.ts';
export {
  PORT_NAME,
  type AppState,
  type EditableDraft,
  type EditableFollow,
  type FromWorker,
  type LockCommand,
  type SendTerms,
  type ToWorker,
} from './protocol.ts';
export { MAX_TITLE_LENGTH, MAX_TURNS, MAX_URL_LENGTH, MOST_ALARMS } from './limits.ts';
export { askShape, idShape, PHASES } from './ask-shapes.ts';
export { draftShape } from './view-shapes.ts';
