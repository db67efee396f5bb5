/**
 * Reads proof files of the OpenGradient network (encode.ts says what they hold). Unknown, missing and doubled fields are
 * refused, and so is every other spelling of the same bytes. Must never repair or guess what a file may have meant.
 */
import { fromHex } from '../../bytes/index.ts';
import { count, list, nullable, oneOf, record, text } from '../../shape/index.ts';
import { byteField } from '../file/byte-field.ts';
import { OPENGRADIENT_FORMAT, OPENGRADIENT_VERSION, type OpengradientProofFile } from './encode.ts';

const hash = text(64, /^[0-9a-f]{64}$/);
const TEXT_LENGTH = 4_000_000;

const shape = record({
  format: oneOf(OPENGRADIENT_FORMAT),
  version: oneOf(OPENGRADIENT_VERSION),
  evidence: record({ kind: oneOf('aws-nitro'), document: byteField(32_768, 1) }),
  // The last second of the year 9999.
  registeredAt: count(253_402_300_799),
  tlsCertificate: byteField(8192, 1),
  signingKey: byteField(2048, 1),
  key: nullable(record({ config: byteField(41, 41), signature: byteField(1024, 1) })),
  signed: record({
    requestHash: hash,
    outputHash: hash,
    timestamp: text(12, /^(0|[1-9]\d*)$/),
    signature: byteField(1024, 1),
  }),
  settlement: nullable(record({ path: list(byteField(32, 32), 64), root: byteField(32, 32) })),
  plaintext: nullable(record({ request: text(TEXT_LENGTH), answer: text(TEXT_LENGTH) })),
});

/** Of JSON that was found to name nothing twice. Throws what does not fit. */
export function readOpengradientFile(value: unknown): OpengradientProofFile {
  const { evidence, registeredAt, tlsCertificate, signingKey, key, signed, ...rest } = shape(value);
  return {
    network: 'opengradient',
    document: evidence.document,
    registeredAtSeconds: registeredAt,
    ...{ tlsCertificate, signingKey, key },
    signed: {
      requestHash: fromHex(signed.requestHash),
      outputHash: fromHex(signed.outputHash),
      timestamp: BigInt(signed.timestamp),
      signature: signed.signature,
    },
    settlement: rest.settlement,
    plaintext: rest.plaintext,
  };
}
