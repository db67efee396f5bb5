/**
 * HPKE in all four modes (RFC 9180 section 5.1) over two-stage and one-stage functions, for the vectors. Oblivious
 * HTTP uses base mode only. Base mode over HKDF goes through the product's own key schedule.
 */
import { concat, u16, u8, utf8, type Bytes } from '../../bytes/index.ts';
import { OhttpError } from '../errors.ts';
import {
  exportSecret,
  keySchedule,
  labeledExtract,
  EMPTY,
  type Aead,
  type Kdf,
  type Schedule,
} from '../hpke.ts';
import {
  labeledDerive,
  ONE_STAGE_KDFS,
  oneStageSchedule,
  TWO_STAGE_KDFS,
  type OneStageKdf,
} from './kdfs.ts';
import { withEphemeral, type ExactKem } from './kems.ts';

export interface HpkeInputs {
  readonly kem: ExactKem;
  readonly kdfId: number;
  readonly aead: Aead;
  /** 0 base, 1 psk, 2 auth, 3 auth and psk. */
  readonly mode: number;
  readonly info: Bytes;
  readonly psk: Bytes;
  readonly pskId: Bytes;
}

export interface HpkeSetup extends Schedule {
  /** Intermediate values of the two-stage schedule under their RFC names; absent for one-stage functions. */
  readonly context?: Bytes;
  readonly secret?: Bytes;
  export(context: Bytes, length: number): Bytes;
}

export function hpkeSetup(inputs: HpkeInputs, sharedSecret: Bytes): HpkeSetup {
  const hasPsk = inputs.psk.length > 0;
  // VerifyPSKInputs.
  if (hasPsk !== inputs.pskId.length > 0 || hasPsk !== (inputs.mode % 2 === 1)) {
    throw new OhttpError('request-invalid', 'psk');
  }
  const kdf = TWO_STAGE_KDFS.find(({ id }) => id === inputs.kdfId);
  if (kdf) return twoStage(inputs, kdf, sharedSecret);
  const oneStage = ONE_STAGE_KDFS.find(({ id }) => id === inputs.kdfId);
  if (oneStage) return oneStageSetup(inputs, oneStage, sharedSecret);
  throw new OhttpError('key-config-unsupported', 'kdf');
}

function suiteIdOf({ kem, kdfId, aead }: HpkeInputs): Bytes {
  return concat(utf8('HPKE'), u16(kem.id), u16(kdfId), u16(aead.id));
}

function twoStage(inputs: HpkeInputs, kdf: Kdf, sharedSecret: Bytes): HpkeSetup {
  const { kem, aead, mode, info, psk, pskId } = inputs;
  const suite = { kem: withEphemeral(kem, undefined), kdf, aead };
  const id = suiteIdOf(inputs);
  const schedule = keySchedule(suite, sharedSecret, info, { mode, psk, pskId });
  return {
    ...schedule,
    context: concat(
      u8(mode),
      labeledExtract(kdf, id, EMPTY, 'psk_id_hash', pskId),
      labeledExtract(kdf, id, EMPTY, 'info_hash', info),
    ),
    secret: labeledExtract(kdf, id, sharedSecret, 'secret', psk),
    export: (context, length) => exportSecret(suite, schedule.exporterSecret, context, length),
  };
}

function oneStageSetup(inputs: HpkeInputs, kdf: OneStageKdf, sharedSecret: Bytes): HpkeSetup {
  const id = suiteIdOf(inputs);
  const schedule = oneStageSchedule(kdf, id, inputs.aead, sharedSecret, inputs.info, inputs);
  return {
    ...schedule,
    export: (context, length) =>
      labeledDerive(kdf, id, schedule.exporterSecret, 'sec', context, length),
  };
}
