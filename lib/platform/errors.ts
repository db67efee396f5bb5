/** What the browser can refuse us. */
import { CodedError } from '../errors/index.ts';

export type PlatformErrorCode =
  | 'scrub-failed'
  | 'page-not-readable'
  | 'popup-not-opened'
  | 'side-not-opened'
  | 'aside-not-opened';

export class PlatformError extends CodedError<PlatformErrorCode> {}
