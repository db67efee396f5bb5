/**
 * Seals a question to a verified enclave and sends it. Must never send again but in the one case that its second
 * half explains.
 */
import { codeOf } from '../errors/index.ts';
import type { Answer, ReadyEnclave } from '../networks/index.ts';
import { RelayError } from '../relay/index.ts';
import { AskError } from './errors.ts';
import { sealFitting, type FittingAsk } from './fit.ts';
import type { Question, Story } from './story.ts';

/** The gateway, or only the relay, says that it could not take the question up. */
const COULD_NOT_TAKE: ReadonlySet<string> = new Set(['gateway-key-mismatch', 'gateway-inactive']);

export type OnSent = (sealed: FittingAsk, enclave: ReadyEnclave) => void;

/** Sends; and once more to another key when it is said, by type, that the first could not be taken up. */
export async function sealAndSend(
  question: Question,
  story: Story,
  enclave: ReadyEnclave,
  onSent: OnSent,
): Promise<Answer> {
  try {
    return await sendTo(question, story, enclave, onSent);
  } catch (thrown) {
    if (!isRefusedKey(thrown)) throw thrown;
  }
  const renewed = await story.renewedEnclave();
  // The refusal is an unauthenticated hint. Only a key that is really gone, by fresh evidence, explains it; while it
  // stands the relay may be lying about a request that was processed and paid for.
  if (!enclave.isReplacedBy(renewed)) throw new AskError('key-refused');
  try {
    return await sendTo(question, story, renewed, onSent);
  } catch (thrown) {
    throw isRefusedKey(thrown) ? new AskError('key-refused') : thrown;
  }
}

async function sendTo(
  question: Question,
  story: Story,
  enclave: ReadyEnclave,
  onSent: OnSent,
): Promise<Answer> {
  const sealed = await sealFitting(enclave, question);
  // A worker that finds this ask after our death must not take it for one that never left.
  try {
    await story.leaving();
    story.stop.throwIfAborted();
  } catch (thrown) {
    await sealed.giveUp?.();
    throw thrown;
  }
  return sealed.carry(story.stop, () => {
    if (story.stop.aborted) throw new RelayError('stopped');
    onSent(sealed, enclave);
  });
}

function isRefusedKey(thrown: unknown): boolean {
  return COULD_NOT_TAKE.has(codeOf(thrown) ?? '');
}
