/** The closed union of every module's codes, so that the table of sentences can be exhaustive by type. */
import type { AsideErrorCode } from '../aside/index.ts';
import type { AttestationErrorCode } from '../attestation/index.ts';
import type { BindingErrorCode } from '../binding/index.ts';
import type { BytesErrorCode } from '../bytes/index.ts';
import type { CborErrorCode } from '../cbor/index.ts';
import type { LateErrorCode } from '../late/index.ts';
import type { MessagesErrorCode } from '../messages/index.ts';
import type { NetworkErrorCode } from '../networks/index.ts';
import type { OhttpErrorCode } from '../ohttp/index.ts';
import type { OpengradientErrorCode } from '../opengradient/index.ts';
import type { PlatformErrorCode } from '../platform/index.ts';
import type { PromptsErrorCode } from '../prompts/index.ts';
import type { ProofFileErrorCode } from '../proofs/file/index.ts';
import type { ProofsErrorCode } from '../proofs/index.ts';
import type { ReceiptErrorCode } from '../receipts/index.ts';
import type { RelayErrorCode } from '../relay/index.ts';
import type { SelectionErrorCode } from '../selection/index.ts';
import type { SettingsErrorCode } from '../settings/index.ts';
import type { SettlementErrorCode } from '../settlement/index.ts';
import type { ShapeError } from '../shape/index.ts';
import type { WalletErrorCode } from '../wallet/index.ts';
import type { AskErrorCode } from './errors.ts';

/** Codes that arise between Send and the answer. */
export type JourneyErrorCode =
  | AskErrorCode
  | BindingErrorCode
  | NetworkErrorCode
  | OhttpErrorCode
  | OpengradientErrorCode
  | ReceiptErrorCode
  | RelayErrorCode
  | SettlementErrorCode
  | WalletErrorCode;

/** Codes that arise on this device. */
export type LocalErrorCode =
  | Exclude<AsideErrorCode, 'stopped'>
  | BytesErrorCode
  | CborErrorCode
  | LateErrorCode
  | MessagesErrorCode
  | PlatformErrorCode
  | ProofFileErrorCode
  | PromptsErrorCode
  | ProofsErrorCode
  | SelectionErrorCode
  | SettingsErrorCode
  | ShapeError['code'];

export type AnyErrorCode = AttestationErrorCode | JourneyErrorCode | LocalErrorCode;
