/** Composite vectors: CPU quote, GPU reports and sealing key, judged as one. */
import { equal, fromUtf8, toHex, type Bytes } from '../../lib/bytes/index.ts';
import { parseComposite, verifyComposite } from '../../lib/attestation/composite/index.ts';
import { parseCollateral, parseQuote, type TdxPolicy } from '../../lib/attestation/tdx/index.ts';
import type { JsonRecord } from '../json.ts';
import {
  checkPolicyFields,
  compareAll,
  compareVerdict,
  hexAt,
  partOf,
  verdictOf,
  type Case,
  type World,
} from './attestation-world.ts';
import { textAt } from './entry.ts';

export async function checkComposite({
  entry,
  parts,
  policy,
  expect,
  now,
  world,
}: Case): Promise<void> {
  checkPolicyFields(policy, ['nonce_hex']);
  const document = partOf(parts, 'file');
  const own = parts['collateral'] ?? collateralOf(entry, world);
  const options = {
    now,
    trustAnchors: [...world.roots.intel, ...world.roots.nvidia],
    nonce: hexAt(policy, 'nonce_hex') ?? null,
    expectedBinding: null,
    policy: { cpu: imagePolicy(document), gpu: { allowMissingFirmwareId: true } },
  };
  const verdict = await verdictOf(() =>
    verifyComposite({ document, collateral: parseCollateral(fromUtf8(own)) }, options),
  );
  compareVerdict(verdict, expect['accept']);
  if (!verdict.ok) return;
  compareAll(expect, {
    nonce: toHex(verdict.nonce),
    hpke_key: toHex(verdict.hpkeKey),
    spdm_nonce_equals_nonce: verdict.gpus.every(({ report }) => equal(report.nonce, verdict.nonce)),
  });
}

/** The document carries no collateral: the entry names the quote whose collateral is of the same day. */
function collateralOf(entry: JsonRecord, world: World): Bytes {
  const base = entry['uses'] === undefined ? world.entries.get(textAt(entry, 'base')) : entry;
  const used = base && world.entries.get(textAt(base, 'uses'));
  if (used === undefined) throw new Error('uses names no entry');
  return world.file(textAt(used, 'collateral'));
}

function imagePolicy(document: Bytes): TdxPolicy {
  try {
    const { body } = parseQuote(parseComposite(document).quote);
    if (body.kind === 'sgx') return { measurements: [] };
    const [mrTd, rtmr0, rtmr1, rtmr2] = [body.mrTd, body.rtmr0, body.rtmr1, body.rtmr2].map(toHex);
    return {
      measurements: [
        { mrTd: mrTd ?? '', rtmr0: rtmr0 ?? '', rtmr1: rtmr1 ?? '', rtmr2: rtmr2 ?? '' },
      ],
    };
  } catch {
    return { measurements: [] };
  }
}
