/** A gateway of the tests' own: an RSA key that signs answers as an enclave does. */
import { copyOf, toBase64, type Bytes } from '../../lib/bytes/index.ts';
import { outputHash, requestHash, signedMessage, teeIdOf } from '../../lib/opengradient/index.ts';

const RSA_PSS = {
  name: 'RSA-PSS',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: Uint8Array.of(1, 0, 1),
};

export interface TestGateway {
  readonly signingKey: Bytes;
  readonly teeId: string;
  sign(message: Bytes): Promise<string>;
  fields(canonical: string, output: string, timestamp?: number): Promise<Record<string, unknown>>;
}

export async function createGateway(): Promise<TestGateway> {
  const pair = await crypto.subtle.generateKey(RSA_PSS, true, ['sign', 'verify']);
  const signingKey = copyOf(new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey)));
  const teeId = teeIdOf(signingKey);
  const sign = async (message: Bytes): Promise<string> => {
    const scheme = { name: 'RSA-PSS', saltLength: 32 };
    return toBase64(new Uint8Array(await crypto.subtle.sign(scheme, pair.privateKey, message)));
  };
  return {
    signingKey,
    teeId,
    sign,
    fields: async (canonical, output, timestamp = 1770918962) => {
      const [request, shown] = [requestHash(canonical), outputHash(output)];
      return {
        tee_signature: await sign(signedMessage(request, shown, BigInt(timestamp))),
        tee_request_hash: request,
        tee_output_hash: shown,
        tee_timestamp: timestamp,
        tee_id: teeId,
      };
    },
  };
}
