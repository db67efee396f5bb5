/**
 * The one story: from a question to a proven answer. Read this first.
 *
 *   question ── verify the enclave ── seal to its key ── carry over the relay ── open chunk by chunk
 *            ── check what was signed ── keep the proof;   each step reported as it happens
 *
 * Two verifications: the key before sealing, the signed answer after opening. On any doubt before the seal nothing
 * leaves. How a network does each of these is lib/networks; which network it is, nobody here knows.
 * Must never send twice what may have been processed once, and never without the person's Send.
 */
import type { CodedError } from '../errors/index.ts';
import type { Answer, AnswerVerdict } from '../networks/index.ts';
import { endingOf } from './ending.ts';
import { errorViewOf, viewOfCode } from './error-table.ts';
import { sealAndSend } from './send.ts';
import type { Change, Question, Report, Story } from './story.ts';

/** Runs one ask to its end, good or bad; what happened is in the reports. Never throws a coded error. */
export async function ask(question: Question, story: Story, report: Report): Promise<void> {
  const progress = { hasLeft: false, isWhole: false };
  try {
    report({ phase: 'verifying' });
    const enclave = await story.enclave();
    story.stop.throwIfAborted();
    report({ phase: 'sealing', proof: { enclave: enclave.verdict } });

    const answer = await sealAndSend(question, story, enclave, (sealed, { verdict }) => {
      progress.hasLeft = true;
      const { facts, sentBytes, askedBytes, cut } = sealed;
      const proof = { enclave: verdict, sealed: 'holds' } as const;
      report({
        phase: 'waiting',
        proof,
        facts,
        sentBytes,
        askedBytes,
        ...(cut > 0 ? { cut } : {}),
      });
    });

    const failure = await openAndCheck(answer, report, async () => {
      progress.isWhole = true;
      await story.keep();
    });
    // What a model that broke off had said is signed and whole as it is, but it is not an answer's end.
    const answered = failure === undefined ? 'complete' : 'truncated';
    report({ proof: { answered }, receivedBytes: answer.received() });
  } catch (thrown) {
    report(endingOf(thrown, progress));
  }
  await story.keep();
}

/** Shows the answer as it arrives; it is provisional until what was signed has been checked. */
async function openAndCheck(
  { events }: Answer,
  report: Report,
  onWhole: () => Promise<void>,
): Promise<CodedError | undefined> {
  let failure: CodedError | undefined;
  for await (const event of events) {
    if (event.kind === 'text') report({ phase: 'streaming', text: event.text });
    if (event.kind === 'failure') failure = event.error;
    if (event.kind === 'verdict') {
      // Cover may still come behind it, read to its end: only the seal's own end mark shows that nothing was cut off
      // (chunked draft, section 7.3).
      report({ ...judged(event.verdict), ...(failure && failedBy(failure)) });
      await onWhole();
    }
  }
  return failure;
}

function judged({
  state,
  code,
  receipt,
  toldBytes,
  usage,
  upstream,
  isWatched,
}: AnswerVerdict): Change {
  return {
    phase: 'done',
    toldBytes,
    proof: { receipt: state },
    ...(receipt === null ? {} : { receipt }),
    ...(code === undefined ? {} : { error: viewOfCode(code) }),
    ...(usage === undefined ? {} : { usage }),
    ...(upstream === undefined ? {} : { upstream }),
    isWatched,
  };
}

function failedBy(failure: CodedError): Pick<Change, 'phase' | 'error'> {
  return { phase: 'failed', error: errorViewOf(failure) };
}
