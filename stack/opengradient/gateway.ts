/**
 * The gateway's HTTP surface (section 2.2), behind TLS with a certificate of its own that only the registry vouches for.
 * Everything a boot makes is fresh: a restart is another gateway at the same place.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Incoming, Outgoing } from '../http/message.ts';
import { concat, copyOf, fromHex, toBase64, toHex, type Bytes } from '../../lib/bytes/index.ts';
import type { DevelopmentRoot } from '../enclave/development-root.ts';
import type { EvidenceSource } from '../enclave/evidence.ts';
import type { Measurement } from '../enclave/measurement.ts';
import { createSoftwareSource } from '../enclave/software.ts';
import { answer, listen } from '../http/server.ts';
import type { ChatDesk, ServedModel } from './chat.ts';
import { keccakHex } from './hashes.ts';
import { answerJson } from './json-answer.ts';
import { makeGatewayKeys, type GatewayKeys } from './keys.ts';
import type { GatewayLies } from './lies.ts';
import { headOf, keep, type ReceivedHead } from './received.ts';
import { serveSealed } from './sealed-route.ts';
import type { SettledAnswer } from './settlement.ts';

export interface GatewayForm {
  readonly name: string;
  readonly port: number;
  readonly root: DevelopmentRoot;
  readonly measurement: Measurement;
  readonly models: readonly ServedModel[];
  readonly lies: GatewayLies;
  readonly hashesReasoningEffort: boolean;
  readonly opgPriceUsd: string;
  readonly now: () => number;
  readonly otherKeys: () => GatewayKeys;
  readonly onAnswer: (answer: SettledAnswer) => void;
}

export interface RunningGateway {
  readonly name: string;
  readonly endpoint: string;
  readonly port: number;
  readonly keys: GatewayKeys;
  /** keccak256 of the three measurements, as the registry names the build. */
  readonly pcrHash: string;
  /** Every head that arrived, for tests to look for what should not be there. */
  readonly received: readonly ReceivedHead[];
  /** The document for the registration: fresh, over a nonce that nobody asked for. */
  attest(): Promise<Bytes>;
  close(): Promise<void>;
}

export async function startGateway(form: GatewayForm): Promise<RunningGateway> {
  const keys = await makeGatewayKeys(form.now());
  const { pcr0, pcr1, pcr2 } = form.measurement;
  const evidence = await openEvidence(form, keys);
  const desk: ChatDesk = { ...form, keys, memory: {} };
  const received: ReceivedHead[] = [];
  const tls = { certificate: keys.tls.certificatePem, key: keys.tls.keyPem };
  const server = await listen(
    async (request, response) => {
      keep(received, headOf(request));
      await serve(form, desk, evidence, request, response);
    },
    { port: form.port, tls },
  );
  return {
    name: form.name,
    endpoint: server.url,
    port: Number(new URL(server.url).port),
    keys,
    pcrHash: `0x${keccakHex(concat(pcr0, pcr1, pcr2))}`,
    received,
    attest: () => evidence.attest(copyOf(randomBytes(20))),
    close: () => server.close(),
  };
}

/** Section 2.7: user data binds the certificate and the signing key, nothing else. */
async function openEvidence(form: GatewayForm, keys: GatewayKeys): Promise<EvidenceSource> {
  const { root, measurement, now } = form;
  const tlsCertificate = keys.tls.certificate;
  const evidence = createSoftwareSource({ root, measurement, now, tlsCertificate });
  const hash = copyOf(createHash('sha256').update(keys.signingKey).digest());
  await evidence.registerKeyHash(hash);
  return evidence;
}

async function serve(
  form: GatewayForm,
  desk: ChatDesk,
  evidence: EvidenceSource,
  request: Incoming,
  response: Outgoing,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://gateway.invalid');
  const route = `${request.method ?? ''} ${url.pathname}`;
  switch (route) {
    case 'POST /v1/ohttp':
      return serveSealed(desk, request, response);
    case 'GET /v1/ohttp/config':
      return answerJson(response, 200, configJson(desk));
    case 'GET /signing-key':
      return answerJson(response, 200, signingKeyJson(desk));
    case 'GET /health':
      return answerJson(response, 200, { status: 'healthy', version: '1.0.0', emulated: true });
    case 'GET /heartbeat/status':
      return answerJson(response, 200, { running: true, emulated: true });
    case 'GET /enclave/attestation':
      return serveAttestation(evidence, url, response);
    default:
      return answerJson(response, 404, { error: 'not found', gateway: form.name });
  }
}

/** nitriding: exactly 40 hex characters, base64 and a line feed. The chain ends in the development root. */
async function serveAttestation(
  evidence: EvidenceSource,
  url: URL,
  response: Outgoing,
): Promise<void> {
  const nonce = url.searchParams.get('nonce') ?? '';
  if (!/^[0-9a-f]{40}$/i.test(nonce)) {
    return answer(response, 400, 'text/plain; charset=utf-8', 'could not find nonce\n');
  }
  const document = await evidence.attest(fromHex(nonce.toLowerCase()));
  answer(response, 200, 'text/plain; charset=utf-8', `${toBase64(document)}\n`);
}

/** Section 2.4. */
function configJson({ keys, lies }: ChatDesk): object {
  const { keyConfig, teeId } = keys;
  return {
    key_id: keyConfig.keyId,
    kem_id: keyConfig.kemId,
    kdf_id: keyConfig.kdfId,
    aead_id: keyConfig.aeadId,
    public_key: toHex(keyConfig.publicKey),
    key_config: toBase64(keyConfig.blob),
    ...(lies.signsConfig && {
      tee_id: teeId,
      signature: toBase64(keyConfig.signature),
      signature_hash: `0x${toHex(keyConfig.hash)}`,
    }),
  };
}

/** Section 2.3. */
function signingKeyJson(desk: ChatDesk): object {
  const { signingKey, teeId } = desk.keys;
  const lines = toBase64(signingKey).match(/.{1,64}/g) ?? [];
  return {
    public_key: `-----BEGIN PUBLIC KEY-----\n${lines.join('\n')}\n-----END PUBLIC KEY-----\n`,
    tee_id: teeId,
    wallet_address: `0x${'00'.repeat(20)}`,
    hpke: configJson(desk),
    timestamp: new Date(desk.now()).toISOString(),
    enclave_info: { platform: 'emulated', instance_type: 'tee-emulated', version: '1.0.0' },
    measurements: null,
  };
}
