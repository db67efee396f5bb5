/** What can be wrong with settings. */
import { CodedError } from '../errors/index.ts';

export type SettingsErrorCode =
  | 'settings-invalid'
  | 'settings-version-unknown'
  | 'settings-file-invalid'
  | 'relay-url-invalid'
  | 'relay-url-insecure'
  | 'development-root-needs-loopback'
  | 'development-root-invalid';

export class SettingsError extends CodedError<SettingsErrorCode> {}
