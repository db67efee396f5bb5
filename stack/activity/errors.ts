/** Everything that can be wrong with what is told of the activity, as one closed list. */
import { CodedError } from '../../lib/errors/index.ts';

export type ActivityErrorCode =
  | 'total-malformed'
  | 'total-field-invalid'
  | 'total-signature-invalid'
  | 'total-gateway-unknown'
  | 'total-gateway-unproven'
  | 'total-log-other'
  | 'total-hour-ahead'
  | 'total-contradicts'
  | 'total-exceeds-leaves'
  | 'introduction-malformed'
  | 'activity-file-malformed'
  | 'activity-full';

export class ActivityError extends CodedError<ActivityErrorCode> {}
