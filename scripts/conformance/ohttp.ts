/**
 * Runs any folder of vectors for HPKE, binary HTTP and Oblivious HTTP. Its index.json names the files and how many
 * entries of which format each holds; what is counted there is counted here, understood or not.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromHex } from '../../lib/bytes/index.ts';
import { indexedFiles, isFigure } from './index-file.ts';
import { Entry, isRecord } from './ohttp-entry.ts';
import {
  checkDialect,
  checkExchange,
  checkNegativeResponse,
  checkPeer,
  CHUNKED,
  SINGLE,
} from './ohttp-exchange.ts';
import {
  checkBhttp,
  checkBhttpInvalid,
  checkItem,
  checkKeyConfigs,
  checkKeyConfigsInvalid,
  checkLowOrder,
  checkTruncatedVarint,
  checkVarint,
} from './ohttp-formats.ts';
import { checkHpke } from './ohttp-hpke.ts';
import type { Outcome } from './outcome.ts';

type Check = (value: unknown) => void | Promise<void>;

const of =
  (check: (entry: Entry) => void | Promise<void>): Check =>
  (value) =>
    check(new Entry(value));

const CHECKS: Readonly<Record<string, Check>> = {
  single: of((entry) => checkExchange(entry, SINGLE)),
  chunked: of((entry) => checkExchange(entry, CHUNKED)),
  negativeResponses: of(checkNegativeResponse),
  bhttp: of(checkBhttp),
  bhttpInvalid: of(checkBhttpInvalid),
  keyConfigs: of(checkKeyConfigs),
  keyConfigsInvalid: of(checkKeyConfigsInvalid),
  hpke: of(checkHpke),
  hpkePq: of(checkHpke),
  varints: of(checkVarint),
  truncated: (value) =>
    checkTruncatedVarint(
      typeof value === 'string' ? fromHex(value) : new Entry(value).hex('bytes'),
    ),
  lowOrder: of(checkLowOrder),
  items: of(checkItem),
  jsonDialect: of(checkDialect),
  peerClient: of(checkPeer),
  peerGateway: of(checkPeer),
};

export async function runOhttp(dir: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { file, counts } of indexedFiles(dir)) {
    const content = await readJson(join(dir, file)).catch((thrown: unknown) => thrown);
    if (Object.keys(counts).length === 0) outcomes.push(empty(file, content));
    for (const [format, count] of Object.entries(counts)) {
      if (isFigure(format, content, isKnown)) continue;
      outcomes.push(...(await runFormat(`${file}#${format}`, content, format, count)));
    }
  }
  return outcomes;
}

const isKnown = (format: string): boolean => Object.hasOwn(CHECKS, format);

function empty(id: string, content: unknown): Outcome {
  return { id, ok: false, why: content instanceof Error ? String(content) : 'holds no entries' };
}

async function runFormat(
  prefix: string,
  content: unknown,
  format: string,
  count: number,
): Promise<Outcome[]> {
  const list = isRecord(content) ? content[format] : undefined;
  const entries: readonly unknown[] = Array.isArray(list) ? list : [];
  const check = isKnown(format) ? CHECKS[format] : undefined;
  const outcomes: Outcome[] = [];
  for (let i = 0; i < count; i++) {
    const id = `${prefix}[${i}]`;
    if (content instanceof Error) outcomes.push({ id, ok: false, why: String(content) });
    else if (!check) outcomes.push({ id, ok: false, why: `format ${format} is not understood` });
    else if (i >= entries.length) outcomes.push({ id, ok: false, why: 'entry is missing' });
    else if (i === count - 1 && entries.length > count) {
      outcomes.push({ id, ok: false, why: `${entries.length} entries, the index says ${count}` });
    } else outcomes.push(await runEntry(id, check, entries[i]));
  }
  return outcomes;
}

async function runEntry(id: string, check: Check, value: unknown): Promise<Outcome> {
  try {
    await check(value);
    return { id, ok: true };
  } catch (thrown) {
    return { id, ok: false, why: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}
