/**
 * Evidence from the nitriding daemon of a real Nitro enclave, by its HTTP interface
 * (github.com/brave/nitriding-daemon, doc/http-api.md):
 *   POST /enclave/hash                       internal port; body: base64 of the 32-byte hash; 200 when it is set
 *   GET  /enclave/ready                      internal port; opens the daemon's external server; 410 when called again,
 *                                            404 when the daemon was started without -wait-for-app
 *   GET  /enclave/attestation?nonce=<40 hex> external port; base64 of the document and a line feed
 * The external port is the public one (-ext-pub-port). Both are on the enclave's own loopback. Must never pass on a document it could not decode: a daemon that
 * answers with a page instead is a fault to name here, not on the device.
 */
import { fromBase64, fromUtf8, toBase64, toHex, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { call, type Call, type CallAnswer } from '../http/call.ts';
import { checkHash, checkNonce, EvidenceError, type EvidenceSource } from './evidence.ts';

export interface NitridingOptions {
  /** Of the internal server, for example http://127.0.0.1:8080. */
  readonly internalUrl: string;
  /** Of the external server, for example https://127.0.0.1:8443. */
  readonly externalUrl: string;
  readonly timeoutMs?: number;
}

/** 20 KiB is the most that any verifier accepts, in base64. */
const MAX_ANSWER_BYTES = 28_000;

export function createNitridingSource(options: NitridingOptions): EvidenceSource {
  const { internalUrl, externalUrl, timeoutMs = 5000 } = options;
  const limits = { maxBytes: MAX_ANSWER_BYTES, timeoutMs };
  let isReady = false;
  return {
    kind: 'nitriding',
    async registerKeyHash(hash) {
      checkHash(hash);
      const url = new URL('/enclave/hash', internalUrl);
      const body = utf8(toBase64(hash));
      const headers = { 'content-type': 'text/plain' };
      const { status } = await reach({ url, method: 'POST', headers, body, ...limits });
      if (status !== 200) throw new EvidenceError('evidence-unavailable', `hash: ${status}`);
      // With -wait-for-app the daemon serves no document before this: none can lack our hash. Without, some might.
      if (!isReady) await signalReady(new URL('/enclave/ready', internalUrl), limits);
      isReady = true;
    },
    async attest(nonce) {
      checkNonce(nonce);
      const url = new URL('/enclave/attestation', externalUrl);
      url.searchParams.set('nonce', toHex(nonce));
      // The daemon's certificate is its own; the document it hands over is signed by the hardware.
      const answer = await reach({ url, method: 'GET', acceptAnyCertificate: true, ...limits });
      if (answer.status !== 200) {
        throw new EvidenceError('evidence-unavailable', `attestation: ${answer.status}`);
      }
      return decode(answer.body);
    },
  };
}

async function signalReady(
  url: URL,
  limits: { maxBytes: number; timeoutMs: number },
): Promise<void> {
  const { status } = await reach({ url, method: 'GET', ...limits });
  if (status !== 200 && status !== 410) {
    const why = status === 404 ? 'without -wait-for-app' : String(status);
    throw new EvidenceError('evidence-unavailable', `ready: ${why}`);
  }
}

async function reach(options: Call): Promise<CallAnswer> {
  try {
    return await call(options);
  } catch (cause) {
    throw new EvidenceError('evidence-unavailable', options.url.pathname, { cause });
  }
}

function decode(body: Bytes): Bytes {
  try {
    const document = fromBase64(fromUtf8(body).trimEnd());
    if (document.length > 0) return document;
  } catch (cause) {
    throw new EvidenceError('evidence-invalid', 'not base64', { cause });
  }
  throw new EvidenceError('evidence-invalid', 'empty');
}
