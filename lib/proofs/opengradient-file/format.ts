/**
 * Reads proof files of the OpenGradient network (encode.ts says what they hold). Unknown, missing and doubled fields are
 * refused, and so is every other spelling of the same bytes. Must never repair or guess what a file may have meant.
 */
import { fromBase64Url, fromHex, type Bytes } from '../../bytes/index.ts';
import { count, list, nullable, oneOf, record, text, type Parser } from '../../shape/index.ts';
import { ProofFileError } from '../file/errors.ts';
import { OPENGRADIENT_FORMAT, OPENGRADIENT_VERSION, type OpengradientProofFile } from './encode.ts';

/** Unpadded canonical base64url of so many bytes, at most or exactly. */
function bytes(most: number, isExact = false): Parser<Bytes> {
  const spelt = text(Math.ceil((most * 4) / 3), /^[A-Za-z0-9_-]+$/);
  return (value, path = '') => {
    const read = fromBase64Url(spelt(value, path));
    if (isExact && read.length !== most) throw new ProofFileError('proof-file-malformed', path);
    return read;
  };
}

const hash = text(64, /^[0-9a-f]{64}$/);
const TEXT_LENGTH = 4_000_000;

const shape = record({
  format: oneOf(OPENGRADIENT_FORMAT),
  version: oneOf(OPENGRADIENT_VERSION),
  evidence: record({ kind: oneOf('aws-nitro'), document: bytes(32_768) }),
  // The last second of the year 9999.
  registeredAt: count(253_402_300_799),
  tlsCertificate: bytes(8192),
  signingKey: bytes(2048),
  key: nullable(record({ config: bytes(41, true), signature: bytes(1024) })),
  signed: record({
    requestHash: hash,
    outputHash: hash,
    timestamp: text(12, /^(0|[1-9]\d*)$/),
    signature: bytes(1024),
  }),
  settlement: nullable(record({ path: list(bytes(32, true), 64), root: bytes(32, true) })),
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
