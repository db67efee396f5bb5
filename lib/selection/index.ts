export { chooseSelection, type TabWords } from './choose.ts';
export { readFrame } from './read-frame.ts';
export {
  MAX_SELECTION_LENGTH,
  SelectionError,
  type FrameReading,
  type Selection,
  type SelectionErrorCode,
} from './selection.ts';
