/** An issuer of the tests' own. Key generation takes a while, so one is made per file. */
import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import { concat, copyOf, fromHex, u16, type Bytes } from '../../lib/bytes/index.ts';
import { readIssuerKey, type IssuerKey, type RawSign } from '../../lib/credits/index.ts';

export interface TestIssuer {
  readonly key: IssuerKey;
  readonly sign: RawSign;
}

const RSA_IDENTIFIER = '300d06092a864886f70d0101010500';
const PSS_IDENTIFIER =
  '303d06092a864886f70d01010a3030a00d300b0609608648016503040202a11a301806092a864886f70d010108' +
  '300b0609608648016503040202a203020130';

/** The same key under the identifier that RFC 9578 wants. */
function pssSpki(plainSpki: Bytes): Bytes {
  const contents = concat(fromHex(PSS_IDENTIFIER), plainSpki.slice(4 + RSA_IDENTIFIER.length / 2));
  return concat(fromHex('3082'), u16(contents.length), contents);
}

export async function createIssuer(): Promise<TestIssuer> {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const spki = copyOf(pair.publicKey.export({ type: 'spki', format: 'der' }));
  const padding = constants.RSA_NO_PADDING;
  return {
    key: await readIssuerKey(pssSpki(spki)),
    sign: (message) => copyOf(privateDecrypt({ key: pair.privateKey, padding }, message)),
  };
}

export function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}
