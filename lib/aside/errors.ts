/** What can go wrong between the worker and the aside. Each is cleared by doing the job again. */
import { CodedError } from '../errors/index.ts';

export type AsideErrorCode =
  /** It could not be opened, ended in the middle, or spoke nonsense. */
  | 'aside-gone'
  /** The job was not done in its time. */
  | 'aside-late'
  /** We ended it ourselves. */
  | 'stopped';

export class AsideError extends CodedError<AsideErrorCode> {}
