/** Nitro vectors: the verdict under the entry's policy, and every field of the document that the entry states. */
import { equal, toHex, type Bytes } from '../../lib/bytes/index.ts';
import { readCbor } from '../../lib/cbor/index.ts';
import {
  verifyNitro,
  type NitroBinding,
  type NitroFacts,
  type NitroOptions,
  type RefusedNitro,
  type VerifiedNitro,
} from '../../lib/attestation/index.ts';
import { recordAt, type JsonRecord } from '../json.ts';
import {
  anchorsOf,
  checkPolicyFields,
  compare,
  compareVerdict,
  hexAt,
  numberOr,
  partOf,
  sha256Hex,
  type Case,
} from './attestation-world.ts';

type Verdict = VerifiedNitro | RefusedNitro;
const POLICY = [
  ...[
    'nonce_hex',
    'public_key_hex',
    'user_data_hex',
    'pcrs',
    'max_age_ms',
    'max_future_ms',
    'require_public_key',
    'root_sha256',
  ],
];

export async function checkNitro(given: Case): Promise<void> {
  checkPolicyFields(given.policy, POLICY);
  const verdict = await judged(given, false);
  const isRefused = verdict.ok && !hasUserData(given.policy, verdict);
  compareVerdict(isRefused ? { ok: false } : verdict, given.expect['accept']);
  const facts = verdict.ok ? verdict : verdict.signed;
  if (given.expect['cose_signature_valid'] === false && !verdict.ok) {
    compare({ code: 'signature-invalid' }, 'code', verdict.code);
  }
  if (facts !== null) await compareFields(given, facts);
  else checkMissingFacts(given.expect);
  if (given.expect['accept_if_debug_allowed'] === true) {
    compareVerdict(await judged(given, true), true);
  }
}

/** The product binds by the public key or the layout of nitriding; this is the caller's own comparison. */
function hasUserData(policy: JsonRecord, { userData }: NitroFacts): boolean {
  const wanted = hexAt(policy, 'user_data_hex');
  return wanted === undefined || (userData !== null && equal(userData, wanted));
}

/** The vectors' default policy names no image: the one in the document is allowed, if its signature holds. */
async function judged(given: Case, allowDebug: boolean): Promise<Verdict> {
  const { parts, policy } = given;
  const evidence = partOf(parts, 'file');
  const options = await optionsOf(given, allowDebug);
  const first = await verifyNitro(evidence, options);
  const measured = first.ok ? first.measurement : first.signed?.measurement;
  if (measured === undefined) return first;
  const measurements = [{ ...measured }];
  const verdict = await verifyNitro(evidence, {
    ...options,
    policy: { ...options.policy, measurements },
  });
  if (verdict.ok && policy['require_public_key'] === true && verdict.publicKey === null) {
    throw new Error('no public key');
  }
  return verdict;
}

async function optionsOf(given: Case, allowDebug: boolean): Promise<NitroOptions> {
  const { policy, now, world } = given;
  const publicKey = hexAt(policy, 'public_key_hex');
  const expectedBinding: NitroBinding | null = publicKey ? { kind: 'public-key', publicKey } : null;
  return {
    now,
    trustAnchors: await anchorsOf(given, world.roots.nitro),
    nonce: hexAt(policy, 'nonce_hex') ?? null,
    expectedBinding,
    policy: {
      measurements: [],
      allowDebug,
      // By default the vectors judge validity, not age.
      maxAgeMs: numberOr(policy, 'max_age_ms', Number.MAX_SAFE_INTEGER),
      maxFutureMs: numberOr(policy, 'max_future_ms', Number.MAX_SAFE_INTEGER),
      requiredPcrs: new Map(
        Object.entries(recordAt(policy, 'pcrs')).map(([index, hex]) => [
          Number(index),
          String(hex),
        ]),
      ),
    },
  };
}

async function compareFields({ entry, parts, expect }: Case, facts: NitroFacts): Promise<void> {
  const [root] = facts.chain;
  const leaf = facts.chain.at(-1);
  const found = {
    module_id: facts.moduleId,
    digest: 'SHA384',
    pcrs: Object.fromEntries(facts.pcrs),
    public_key_hex: hexOrNull(facts.publicKey),
    user_data_hex: hexOrNull(facts.userData),
    nonce_hex: hexOrNull(facts.nonce),
    cabundle_len: facts.chain.length - 1,
    root_sha256: facts.anchorSha256,
    payload_is_indefinite_map: isIndefinite(partOf(parts, 'file')),
    cose_signature_valid: true,
    debug_mode: /^0+$/.test(facts.measurement.pcr0),
    chain_to_aws_root_g1: !facts.isDevelopmentRoot,
    structural_errors: [],
    cert_window: {
      not_before_s: (leaf?.notBeforeMs ?? 0) / 1000,
      not_after_s: (leaf?.notAfterMs ?? 0) / 1000,
    },
  };
  for (const [name, value] of Object.entries(found)) compare(expect, name, value);
  for (const [name, state] of Object.entries(recordAt(expect, 'optional_field_state'))) {
    const isThere = `${name}_hex` in found && Reflect.get(found, `${name}_hex`) !== null;
    compare({ [name]: state === 'bytes' }, name, isThere);
  }
  if (entry['mutate'] === undefined) compare(entry, 'timestamp', facts.documentTimeMs);
  if (root !== undefined) compare(expect, 'root_sha256', await sha256Hex(root.bytes));
}

function hexOrNull(bytes: Bytes | null): string | null {
  return bytes === null ? null : toHex(bytes);
}

function isIndefinite(evidence: Bytes): boolean {
  const outer = readCbor(evidence, { maxBytes: evidence.length, tags: [18] });
  const array = outer.kind === 'tag' ? outer.value : outer;
  const payload = array.kind === 'array' ? array.value[2] : undefined;
  return payload?.kind === 'bytes' && equal(payload.value.subarray(0, 1), Uint8Array.of(0xbf));
}

/** A document of good form whose chain and signature hold must have been read. */
function checkMissingFacts(expect: JsonRecord): void {
  const errors = expect['structural_errors'];
  const isWellFormed = Array.isArray(errors) && errors.length === 0;
  if (isWellFormed && expect['cose_signature_valid'] === true) {
    throw new Error('refused before its fields could be compared');
  }
}
