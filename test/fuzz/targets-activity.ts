/** Parsers of what is told of the activity under fuzz: total, introduction, days, hours, totals. */
import { encodeTranscript } from '../../lib/binding/index.ts';
import { equal, fromHex, utf8, type Bytes } from '../../lib/bytes/index.ts';
import {
  formatDays,
  formatHours,
  formatTotals,
  parseDays,
  parseHours,
  parseTotals,
} from '../../stack/activity/files.ts';
import { encodeIntroduction, parseIntroduction } from '../../stack/activity/introduction.ts';
import { parseTotal, signTotal } from '../../stack/activity/total.ts';
import vectors from '../vectors/binding/transcripts.json' with { type: 'json' };
import type { FuzzTarget } from './target.ts';

const DAY = '2026-11-21';
const signature: Bytes = new Uint8Array(64).fill(5);
const sign = (): Promise<Bytes> => Promise.resolve(signature);
const transcriptHash = new Uint8Array(32).fill(3);
const models = new Map([
  ['llama-3.1-8b', 40],
  ['other/model:7b', 20],
]);
const totals = [
  await signTotal({ transcriptHash, hour: 498_912, models, other: 25 }, sign),
  await signTotal({ transcriptHash, hour: 0, models: new Map(), other: 20 }, sign),
];

const introductions = vectors.accept.map(({ transcriptHex }) =>
  encodeIntroduction({
    transcriptBytes: fromHex(transcriptHex),
    evidence: utf8('evidence'),
    atMs: 1_790_000_000_000,
  }),
);

/** What is accepted must be the one spelling. */
function same(written: string, read: Bytes): void {
  if (!equal(utf8(written), read)) throw new Error('two spellings');
}

export const targets: readonly FuzzTarget[] = [
  {
    name: 'activity-total',
    seeds: totals,
    run: async (bytes) => {
      const { total, envelope } = parseTotal(bytes);
      const again = await signTotal(total, () => Promise.resolve(envelope.signature));
      if (!equal(again, bytes)) throw new Error('two spellings');
    },
  },
  {
    name: 'activity-introduction',
    seeds: introductions,
    run: async (bytes) => {
      const read = await parseIntroduction(bytes);
      if (!equal(encodeIntroduction(read), bytes)) throw new Error('two spellings');
      const { keyConfig, keyValidity, receiptKey, logOrigin, logVerifierKey, statementBytes } =
        read.transcript;
      const parts = { keyConfig, keyValidity, receiptKey, logOrigin, logVerifierKey };
      encodeTranscript({ ...parts, statementBytes });
    },
  },
  {
    name: 'activity-days',
    seeds: [utf8(formatDays(['2026-11-20', DAY]))],
    run: (bytes) => same(formatDays(parseDays(bytes)), bytes),
  },
  {
    name: 'activity-hours',
    seeds: [utf8(`00 ${btoa('a note')}\n17 ${btoa('another')}\n`)],
    run: (bytes) => same(formatHours(parseHours(bytes, DAY)), bytes),
  },
  {
    name: 'activity-totals',
    seeds: [utf8(formatTotals(totals))],
    run: (bytes) => same(formatTotals(parseTotals(bytes)), bytes),
  },
];
