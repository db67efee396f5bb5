/** Shapes of what is said about the kept proofs as a whole. Must never accept a field that lib/proofs does not name. */
import type { ListFilter } from '../proofs/index.ts';
import { count, list, oneOf, partial, record, text, type Parser } from '../shape/index.ts';
import type { OverviewView } from './protocol.ts';
import { idShape } from './view-shapes.ts';

const name = text(300);

export const filterShape: Parser<ListFilter> = partial({
  state: oneOf('proven', 'pending', 'failed'),
  pcr0: text(96),
  model: name,
  relayHost: name,
  fromMs: count(),
  untilMs: count(),
});

const spans = list(record({ value: name, firstMs: count(), lastMs: count(), count: count() }), 200);
const ids = list(idShape, 100_000);

export const overviewShape: Parser<OverviewView> = record({
  asks: count(),
  inputTokens: count(),
  outputTokens: count(),
  spend: list(record({ currency: text(16), amount: text(60) }), 100),
  settlement: record({ pending: count(), holds: count(), fails: count() }),
  measurements: spans,
  models: spans,
  relays: spans,
  journal: record({
    entries: count(),
    breaks: list(count(), 1_000_000),
    altered: ids,
    removed: ids,
    unrecorded: ids,
    forgotten: count(),
  }),
});
