/** Claims of NVIDIA's service that no published token shows: version 3, and switches; under keys of the test's own. */
import { createHash, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { verifyNras } from '../../lib/attestation/nvidia/index.ts';
import { toBase64, toBase64Url, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { issue, newKey, SHA256_ECDSA, signedBy, SIGNER } from '../fakes/x509.ts';

const NOW_MS = Date.parse('2026-03-01T00:00:00Z');
const NONCE = new Uint8Array(32).fill(0x0e);
const ISSUER = 'https://nras.attestation.nvidia.com';
const authority = newKey();
const key = newKey('P-384');
const certificate = issue(
  {
    ...{ subject: 'key of the day', issuer: 'nobody', spki: key.spki, extensions: SIGNER },
    ...{ fromMs: NOW_MS - 3_600_000, untilMs: NOW_MS + 3_600_000 },
  },
  SHA256_ECDSA,
  (tbs) => signedBy(authority, tbs),
);
const point = key.spki.subarray(-96);
const keySet = JSON.stringify({
  keys: [
    {
      ...{ kty: 'EC', crv: 'P-384', kid: 'today', x5c: [toBase64(certificate)] },
      ...{ x: toBase64Url(point.subarray(0, 48)), y: toBase64Url(point.subarray(48)) },
    },
  ],
});

function token(claims: object): string {
  const seconds = NOW_MS / 1000;
  const all = { iss: ISSUER, nbf: seconds - 60, iat: seconds - 60, exp: seconds + 60, ...claims };
  const part = (value: object): string => toBase64Url(utf8(JSON.stringify(value)));
  const signed = `${part({ alg: 'ES384', kid: 'today' })}.${part(all)}`;
  const signature = sign('sha384', Buffer.from(signed), {
    key: key.privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  return `${signed}.${toBase64Url(signature)}`;
}

const hex = (bytes: Bytes): string => Buffer.from(bytes).toString('hex');
const COMMON = { eat_nonce: hex(NONCE), measres: 'success', secboot: true, dbgstat: 'disabled' };
const goodChain = {
  'x-nvidia-cert-status': 'valid',
  'x-nvidia-cert-ocsp-status': 'good',
  'x-nvidia-cert-ocsp-nonce-matches': true,
  'x-nvidia-cert-ocsp-response-valid': true,
};

function claimsOf(family: 'gpu' | 'switch', names: readonly string[], more: object): object {
  const prefix = `x-nvidia-${family}-`;
  const report = ['parsed', 'nonce-match', 'signature-verified'].map(
    (of) => `attestation-report-${of}`,
  );
  const all = ['arch-check', ...report, ...names];
  return { ...COMMON, ...Object.fromEntries(all.map((name) => [prefix + name, true])), ...more };
}

const rim = (name: string): string[] =>
  ['fetched', 'signature-verified', 'measurements-available'].map((of) => `${name}-rim-${of}`);
const GPU = claimsOf('gpu', [...rim('driver'), ...rim('vbios'), 'vbios-index-no-conflict'], {
  hwmodel: 'GB100',
  'x-nvidia-gpu-driver-version': '590.12',
  'x-nvidia-gpu-vbios-version': '97.00.88.00.0F',
  'x-nvidia-gpu-attestation-report-cert-chain': goodChain,
});
const SWITCH = claimsOf('switch', rim('bios'), {
  hwmodel: 'LS_10',
  'x-nvidia-switch-bios-version': '96.10.73.00.01',
  'x-nvidia-switch-attestation-report-cert-chain': goodChain,
});

async function judged(devices: Readonly<Record<string, object>>) {
  const tokens = Object.entries(devices).map(([name, claims]) => [name, token(claims)] as const);
  const digest = (text: string): unknown => [
    'DIGEST',
    ['SHA-256', createHash('sha256').update(text).digest('hex')],
  ];
  const overall = token({
    ...{ sub: 'NVIDIA-PLATFORM-ATTESTATION', eat_nonce: hex(NONCE) },
    'x-nvidia-overall-att-result': true,
    submods: Object.fromEntries(tokens.map(([name, text]) => [name, digest(text)])),
  });
  const answer = JSON.stringify([['JWT', overall], Object.fromEntries(tokens)]);
  return verifyNras(
    { answer, keySet },
    {
      ...{ now: NOW_MS, trustAnchors: [], nonce: NONCE, expectedBinding: null },
      policy: { allowUnpinnedIssuer: true },
    },
  );
}

const codeFor = async (claims: object): Promise<string> => {
  const verdict = await judged({ 'GPU-0': claims });
  return verdict.ok ? 'accepted' : verdict.code;
};

describe('a token of NVIDIA’s service', () => {
  it('is accepted for a GPU and a switch in version 3 of the claims', async () => {
    const verdict = await judged({ 'GPU-0': GPU, 'SWITCH-0': SWITCH });
    expect(verdict.ok && verdict.devices).toEqual([
      { name: 'GPU-0', model: 'GB100', driverVersion: '590.12', vbiosVersion: '97.00.88.00.0F' },
      { name: 'SWITCH-0', model: 'LS_10', driverVersion: '', vbiosVersion: '96.10.73.00.01' },
    ]);
  });

  const chain = 'attestation-report-cert-chain';
  it.each([
    [
      'an expired chain',
      { [`x-nvidia-gpu-${chain}`]: { ...goodChain, 'x-nvidia-cert-status': 'expired' } },
    ],
    [
      'a revoked chain',
      { [`x-nvidia-gpu-${chain}`]: { ...goodChain, 'x-nvidia-cert-ocsp-status': 'revoked' } },
    ],
    [
      'an answer to another question',
      { [`x-nvidia-gpu-${chain}`]: { ...goodChain, 'x-nvidia-cert-ocsp-nonce-matches': false } },
    ],
    ['no chain at all', { [`x-nvidia-gpu-${chain}`]: undefined }],
    ['a claim that is false', { 'x-nvidia-gpu-attestation-report-cert-chain-fwid-match': false }],
    ['a claim that is missing', { 'x-nvidia-gpu-vbios-index-no-conflict': undefined }],
    ['a claim that is text', { 'x-nvidia-gpu-arch-check': 'true' }],
    ['measurements that failed', { measres: 'fail' }],
    ['debugging', { dbgstat: 'enabled' }],
    ['no secure boot', { secboot: undefined }],
    ['a GPU that calls itself a switch', { 'x-nvidia-switch-bios-version': '1' }],
  ])('is refused for %s', async (_name, change) => {
    expect(await codeFor({ ...GPU, ...change })).toBe('gpu-verdict-negative');
  });

  it('is refused for a switch without its own claims', async () => {
    const change = { 'x-nvidia-switch-bios-rim-signature-verified': undefined };
    expect(await codeFor({ ...SWITCH, ...change })).toBe('gpu-verdict-negative');
  });
});
