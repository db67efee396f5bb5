/**
 * Runs every entry of an attestation index. Without a file system, so that Node and a browser's worker run the same.
 * An entry of a kind that is not known counts as failed.
 */
import { isRecord, type JsonRecord } from '../json.ts';
import { checkComposite } from './attestation-composite.ts';
import { checkNitro } from './attestation-nitro.ts';
import { checkNras, checkSpdm } from './attestation-nvidia.ts';
import { checkSnp } from './attestation-snp.ts';
import { checkTdx } from './attestation-tdx.ts';
import { openCase, type Case, type World } from './attestation-world.ts';
import { outcomeOf, textAt } from './entry.ts';
import type { Outcome } from './outcome.ts';

const CHECKS: Readonly<Record<string, (given: Case) => Promise<void>>> = {
  'aws-nitro': checkNitro,
  'aws-nitro-synthetic': checkNitro,
  'aws-nitro-mutation': checkNitro,
  'aws-nitro-policy': checkNitro,
  'amd-sev-snp': checkSnp,
  'amd-sev-snp-mutation': checkSnp,
  'intel-tdx-quote': checkTdx,
  'intel-sgx-quote': checkTdx,
  'intel-tdx-mutation': checkTdx,
  'nvidia-spdm-gpu': checkSpdm,
  'nvidia-spdm-switch': checkSpdm,
  'nvidia-spdm-mutation': checkSpdm,
  'nvidia-nras-eat': checkNras,
  'nvidia-nras-eat-mutation': checkNras,
  'composite-tdx-gpu-hpke': checkComposite,
  'composite-mutation': checkComposite,
};

export async function runEntries(
  index: unknown,
  files: Pick<World, 'file' | 'roots'>,
): Promise<Outcome[]> {
  if (!Array.isArray(index)) throw new Error('index.json is not a list');
  const entries = new Map<string, JsonRecord>();
  for (const entry of index.filter(isRecord)) entries.set(String(entry['id']), entry);
  const world = { ...files, entries };
  const outcomes: Outcome[] = [];
  for (const [number, entry] of index.entries()) {
    outcomes.push(await outcomeOf((given) => checkEntry(given, world), entry, `entry ${number}`));
  }
  return outcomes;
}

async function checkEntry(entry: JsonRecord, world: World): Promise<void> {
  const kind = textAt(entry, 'kind');
  const check = Object.hasOwn(CHECKS, kind) ? CHECKS[kind] : undefined;
  if (check === undefined) throw new Error(`kind ${kind} is not understood`);
  await check(await openCase(entry, world));
}
