export { chooseSelection, type TabWords } from './choose.ts';
export { parsePageReading, readPage, type PageReading } from './page-reading.ts';
export { readFrame } from './read-frame.ts';
export {
  SelectionError,
  type FrameReading,
  type FrameResult,
  type Selection,
  type SelectionErrorCode,
} from './selection.ts';
export { writeField } from './write-field.ts';
export { parseOutcome, type WriteOutcome, type WriteRequest } from './write-request.ts';
