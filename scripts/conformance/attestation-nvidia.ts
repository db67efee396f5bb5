/** NVIDIA vectors: device reports and attestation service tokens, and the fields that the entries state. */
import { fromUtf8, toHex } from '../../lib/bytes/index.ts';
import { commonName, parseCertificate } from '../../lib/attestation/index.ts';
import {
  COMPOSITE_DEVICE_ID,
  parseDeviceReport,
  parseKeySet,
  parsePem,
  parseToken,
  verifyNras,
  verifySpdm,
  type RefusedNras,
  type RefusedSpdm,
  type Token,
  type VerifiedNras,
  type VerifiedSpdm,
} from '../../lib/attestation/nvidia/index.ts';
import { isRecord, recordAt, type JsonRecord } from '../json.ts';
import {
  anchorsOf,
  checkPolicyFields,
  compareAll,
  compareVerdict,
  dateText,
  hexAt,
  isUnreadable,
  partOf,
  verdictOf,
  type Case,
} from './attestation-world.ts';
import { listAt } from './entry.ts';

export async function checkSpdm(given: Case): Promise<void> {
  const { parts, policy, expect, now, world } = given;
  checkPolicyFields(policy, ['nonce_hex', 'root_sha256']);
  const options = {
    now,
    trustAnchors: await anchorsOf(given, world.roots.nvidia),
    nonce: hexAt(policy, 'nonce_hex') ?? null,
    expectedBinding: null,
    // Switches and early drivers state no firmware digest, and the vectors' default policy asks for none.
    policy: { allowMissingFirmwareId: true },
  };
  const verdict = await verdictOf(() => {
    const certificates = parsePem(fromUtf8(partOf(parts, 'chain')));
    return verifySpdm({ report: partOf(parts, 'file'), certificates }, options);
  });
  compareVerdict(verdict, expect['accept']);
  if (given.entry['mutate'] === undefined && !isUnreadable(verdict)) compareReport(given, verdict);
}

function compareReport({ parts, expect }: Case, verdict: VerifiedSpdm | RefusedSpdm): void {
  const report = parseDeviceReport(partOf(parts, 'file'));
  const [leafBytes] = parsePem(fromUtf8(partOf(parts, 'chain')));
  const leaf = parseCertificate(leafBytes ?? new Uint8Array(0));
  const facts = verdict.ok ? verdict : verdict.signed;
  const passed = (name: string): boolean =>
    verdict.steps.some((step) => step.name === name && step.verdict === 'pass');
  const isComposite = leaf.extensions.has(COMPOSITE_DEVICE_ID);
  compareAll(expect, {
    report_signature_valid: passed('signature'),
    chain_to_nvidia_device_root: passed('chain'),
    spdm_version: '1.1',
    nonce: toHex(report.nonce),
    measurement_blocks: report.measurements.size,
    driver_version: report.driverVersion,
    vbios_version_raw: report.vbiosVersion && toHex(report.vbiosVersion),
    leaf_tcbinfo_oid: isComposite ? '2.23.133.5.4.1' : '2.23.133.5.4.1.1',
    fwid_in_report: report.firmwareId && toHex(report.firmwareId),
  });
  if (facts !== null) {
    const matches =
      report.firmwareId === null ? null : facts.firmwareId === toHex(report.firmwareId);
    compareAll(expect, { fwid_in_leaf: facts.firmwareId, fwid_match: matches });
  }
  const subject = expect['leaf_subject'];
  const name = `CN=${commonName(leaf.subject)},`;
  if (typeof subject === 'string' && !subject.startsWith(name)) throw new Error('leaf_subject');
}

export async function checkNras(given: Case): Promise<void> {
  const { parts, policy, expect, now, world, entry } = given;
  checkPolicyFields(policy, ['nonce_hex', 'iss', 'root_sha256']);
  const issuer = policy['iss'];
  const isPinned = 'root_sha256' in policy || 'trust_anchor' in entry;
  const options = {
    now,
    trustAnchors: await anchorsOf(given, world.roots.nras),
    nonce: hexAt(policy, 'nonce_hex') ?? null,
    expectedBinding: null,
    // The service's root is unpublished; the vectors count the pinned intermediate as an extra unless they name one.
    policy: { allowUnpinnedIssuer: !isPinned, ...(typeof issuer === 'string' && { issuer }) },
  };
  const text = (name: string): string => fromUtf8(partOf(parts, name));
  const verdict = await verdictOf(() =>
    verifyNras({ answer: text('file'), keySet: text('jwks') }, options),
  );
  compareVerdict(verdict, expect['accept']);
  if (entry['mutate'] === undefined && !isUnreadable(verdict)) {
    compareTokens(text('file'), text('jwks'), expect, verdict);
  }
}

function compareTokens(
  answer: string,
  keySet: string,
  expect: JsonRecord,
  { steps }: VerifiedNras | RefusedNras,
): void {
  const [overall, devices] = tokensOf(answer);
  const key = parseKeySet(keySet).find(({ kid }) => kid === overall.kid);
  const leaf = parseCertificate(key?.certificates[0] ?? new Uint8Array(0));
  const passed = (name: string): boolean =>
    steps.some((step) => step.name === name && step.verdict === 'pass');
  const { claims } = overall;
  compareAll(expect, {
    jwt_signatures_valid: passed('signature'),
    overall_result: claims['x-nvidia-overall-att-result'],
    iss: claims['iss'],
    sub: claims['sub'],
    alg: 'ES384',
    kid: overall.kid,
    eat_nonce: claims['eat_nonce'],
    iat: claims['iat'],
    exp: claims['exp'],
    x5c_leaf_valid: [dateText(leaf.notBeforeMs, ''), dateText(leaf.notAfterMs, '')],
  });
  const submods = recordAt(expect, 'submods');
  for (const [name, { claims: device }] of devices) {
    const expected = submods[name];
    if (!isRecord(expected)) continue;
    compareAll(expected, {
      signature_valid: passed('signature'),
      hwmodel: device['hwmodel'],
      measres: device['measres'],
      dbgstat: device['dbgstat'],
      secboot: device['secboot'],
      eat_nonce: device['eat_nonce'],
      error: device['x-nvidia-error-details'],
    });
    if (passed('gpu')) compareAll(expected, { digest_matches_submods: true });
  }
}

function tokensOf(answer: string): readonly [Token, ReadonlyMap<string, Token>] {
  const parsed: unknown = JSON.parse(answer);
  const [head, parts] = listAt({ parsed }, 'parsed');
  const [, overall] = listAt({ head }, 'head');
  if (typeof overall !== 'string' || !isRecord(parts)) throw new Error('not an answer of NRAS');
  const devices = Object.entries(parts).map(
    ([name, text]) => [name, parseToken(String(text))] as const,
  );
  return [parseToken(overall), new Map(devices)];
}
