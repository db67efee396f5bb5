/**
 * One RSA key that signs credits. Its public half is written with the identifier of RSASSA-PSS (RFC 9578 section 6.5),
 * its private half is used for the raw operation only, which OpenSSL blinds against timing.
 * Must never sign anything that is not one full block, nor hand out what it has not checked (lib/credits does).
 */
import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  privateDecrypt,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import { concat, copyOf, fromHex, u16, type Bytes } from '../../lib/bytes/index.ts';
import { readIssuerKey, type IssuerKey, type RawSign } from '../../lib/credits/index.ts';

export interface TokenKey {
  readonly key: IssuerKey;
  readonly sign: RawSign;
  /** PKCS #8, for the folder. */
  readonly pkcs8: Bytes;
}

const RSA_IDENTIFIER_BYTES = 15;
const SPKI_HEAD_BYTES = 4;
/** id-RSASSA-PSS with SHA-384, MGF1-SHA-384, salt 48. */
const PSS_IDENTIFIER = fromHex(
  '303d06092a864886f70d01010a3030a00d300b0609608648016503040202a11a301806092a864886f70d010108' +
    '300b0609608648016503040202a203020130',
);

export async function makeTokenKey(): Promise<TokenKey> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return tokenKeyOf(privateKey);
}

export function readTokenKey(pkcs8: Bytes): Promise<TokenKey> {
  return tokenKeyOf(createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' }));
}

async function tokenKeyOf(privateKey: KeyObject): Promise<TokenKey> {
  const padding = constants.RSA_NO_PADDING;
  const plain = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return {
    key: await readIssuerKey(withPssIdentifier(copyOf(plain))),
    sign: (message) => copyOf(privateDecrypt({ key: privateKey, padding }, message)),
    pkcs8: copyOf(privateKey.export({ type: 'pkcs8', format: 'der' })),
  };
}

/** 2048 bits make every length in it one of two bytes, so that the contents can be put together again. */
function withPssIdentifier(spki: Bytes): Bytes {
  const contents = concat(PSS_IDENTIFIER, spki.slice(SPKI_HEAD_BYTES + RSA_IDENTIFIER_BYTES));
  return concat(fromHex('3082'), u16(contents.length), contents);
}
