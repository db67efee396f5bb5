/**
 * Strict readers for both directions of the port: what arrives is `unknown` until it has passed here.
 * Must never let through a field or a kind that the protocol does not name.
 */
import { alarmIdShape, alarmShape } from './alarm-shapes.ts';
import {
  askShape,
  briefShape,
  creditsShape,
  followShape,
  idShape,
  leavesShape,
} from './ask-shapes.ts';
import {
  accountShape,
  changeableFields,
  draftShape,
  enclaveShape,
  errorShape,
} from './view-shapes.ts';
import { MAX_ASKS, MAX_MODELS, MAX_TURNS } from './limits.ts';
import { settingsShape } from '../settings/index.ts';
import {
  count,
  flag,
  list,
  nullable,
  oneOf,
  partial,
  record,
  ShapeError,
  text,
  variants,
  type Parser,
} from '../shape/index.ts';
import { MessagesError } from './errors.ts';
import { MOST_ALARMS } from './limits.ts';
import type { FromWorker, LockCommand, ToWorker } from './protocol.ts';

const ids = list(idShape, 100_000);
const anything: Parser<unknown> = (value) => value;
const error = errorShape;
const { question, model, redaction } = changeableFields;
const followFields = { question, model, redaction };
const terms = { model: text(200), credits: creditsShape };

/* @__NO_SIDE_EFFECTS__ */
function bare<const T extends string>(type: T): Parser<{ type: T }> {
  return record({ type: oneOf(type) });
}

/* @__NO_SIDE_EFFECTS__ */
function withId<const T extends string>(type: T): Parser<{ type: T; id: string }> {
  return record({ type: oneOf(type), id: idShape });
}

const toWorkerShape = variants<ToWorker | LockCommand>('type', {
  'app/open': record({ type: oneOf('app/open') }, { windowId: count() }),
  'page/seen': record({ type: oneOf('page/seen'), isSeen: flag }),
  'draft/change': record({
    type: oneOf('draft/change'),
    draft: partial(changeableFields),
  }),
  'draft/clear': bare('draft/clear'),
  'ask/start': record({ type: oneOf('ask/start') }, terms),
  'ask/stop': withId('ask/stop'),
  'ask/show': record({ type: oneOf('ask/show'), id: nullable(idShape) }),
  'follow/change': record({
    type: oneOf('follow/change'),
    after: idShape,
    draft: partial(followFields),
  }),
  'ask/follow': record({ type: oneOf('ask/follow'), after: idShape }, terms),
  'ask/again': record({ type: oneOf('ask/again'), id: idShape }, terms),
  'ask/recall': withId('ask/recall'),
  'ask/edit': withId('ask/edit'),
  'ask/wait': record({ type: oneOf('ask/wait'), id: idShape, until: oneOf('return', 'now') }),
  'enclave/recheck': bare('enclave/recheck'),
  'wallet/changed': bare('wallet/changed'),
  'alarms/seen': record({ type: oneOf('alarms/seen'), ids: list(alarmIdShape, MOST_ALARMS) }),
  'proofs/forget': withId('proofs/forget'),
  'proofs/forget-all': record({ type: oneOf('proofs/forget-all'), ids }, { untilMs: count() }),
  'settings/read': bare('settings/read'),
  // Parsed by the settings module, which knows the rules that tie fields together and has codes for them.
  'settings/write': record({ type: oneOf('settings/write'), settings: anything }),
  'lock/now': record({ type: oneOf('lock/now') }, { isHeld: flag }),
  'lock/changed': bare('lock/changed'),
  'lock/active': bare('lock/active'),
  'lock/wipe': bare('lock/wipe'),
  'account/change': record({ type: oneOf('account/change'), bundle: nullable(text(32_768)) }),
});

const fromWorkerShape = variants<FromWorker>('type', {
  'app/state': record(
    {
      type: oneOf('app/state'),
      draft: draftShape,
      enclave: enclaveShape,
      ask: nullable(askShape),
      thread: list(askShape, MAX_TURNS),
      asks: list(briefShape, MAX_ASKS),
      follow: nullable(followShape),
      settings: settingsShape,
      leaves: nullable(leavesShape),
    },
    {
      isLocked: flag,
      alarms: list(alarmShape, MOST_ALARMS),
      again: list(creditsShape, MAX_MODELS),
    },
  ),
  'ask/text': record({
    type: oneOf('ask/text'),
    id: idShape,
    from: count(),
    text: text(2_000_000),
  }),
  'proofs/forgotten': withId('proofs/forgotten'),
  'proofs/changed': withId('proofs/changed'),
  'settings/state': record(
    { type: oneOf('settings/state'), settings: settingsShape },
    { error, account: nullable(accountShape) },
  ),
  'home/close': bare('home/close'),
  problem: record({ type: oneOf('problem'), error }),
});

function named<T>(shape: Parser<T>, value: unknown): T {
  try {
    return shape(value);
  } catch (cause) {
    if (cause instanceof ShapeError) {
      throw new MessagesError('message-invalid', cause.message, { cause });
    }
    throw cause;
  }
}

/** A command from one of our pages. Throws MessagesError 'message-invalid'. */
export function parseToWorker(value: unknown): ToWorker | LockCommand {
  return named(toWorkerShape, value);
}

/** A snapshot from the worker. Throws MessagesError 'message-invalid'. */
export function parseFromWorker(value: unknown): FromWorker {
  return named(fromWorkerShape, value);
}
