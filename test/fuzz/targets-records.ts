/** What a worker left for the next one, and what a page's scripts hand over, under fuzz: asks, drafts, selections, envelopes. */
import { parseEvidence, encodeEvidence } from '../../lib/binding/index.ts';
import { equal, fromUtf8, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { askShape, draftShape } from '../../lib/messages/index.ts';
import { chooseSelection, parseOutcome, parsePageReading } from '../../lib/selection/index.ts';
import { ask, draft } from '../fakes/views.ts';
import type { FuzzTarget } from './target.ts';

function json(bytes: Bytes): unknown {
  try {
    return JSON.parse(fromUtf8(bytes));
  } catch {
    return undefined;
  }
}

function seed(value: unknown): Bytes {
  return utf8(JSON.stringify(value));
}

const PLACE = { title: 'A page', url: 'https://a.example/' };
const FRAME = {
  ...{ version: 1, text: 'Quoted.', isCut: false, isSecret: false, isPdf: false },
  ...{ isEditable: false, hasFocus: true, focusIn: 'here', ...PLACE },
};
const TAB = { ...PLACE, menuText: 'Quoted.' };

export const targets: readonly FuzzTarget[] = [
  {
    name: 'stored-ask',
    seeds: [seed(ask()), seed(ask({ phase: 'queued', wait: 'turn' }))],
    run: (bytes) => askShape(json(bytes)),
  },
  {
    name: 'stored-draft',
    seeds: [seed(draft())],
    run: (bytes) => draftShape(json(bytes)),
  },
  {
    name: 'selection-of-frames',
    seeds: [seed([{ frameId: 0, result: FRAME }])],
    run: (bytes) => {
      const frames = json(bytes);
      if (!Array.isArray(frames)) return;
      chooseSelection(
        frames.map((result: unknown, frameId) => ({ frameId, result })),
        TAB,
      );
    },
  },
  {
    name: 'page-reading',
    seeds: [seed({ version: 1, html: '<p>All of it.</p>', isCut: false, ...PLACE })],
    run: (bytes) => parsePageReading(json(bytes)),
  },
  {
    name: 'write-outcome',
    seeds: [seed({ outcome: 'written' }), seed('written')],
    run: (bytes) => parseOutcome(json(bytes)),
  },
  {
    name: 'evidence-envelope',
    seeds: (['amd-sev-snp', 'intel-tdx'] as const).map((kind) =>
      encodeEvidence({ kind, report: utf8('report'), aux: utf8('aux') }),
    ),
    run: (bytes) => {
      // One spelling for each piece of evidence.
      if (!equal(encodeEvidence(parseEvidence(bytes)), bytes)) throw new Error('two spellings');
    },
  },
];
