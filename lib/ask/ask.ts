/**
 * The one story: from a question to a proven answer. Read this first.
 *
 *   question ── verify the enclave ── seal to its key ── carry over the relay ── open chunk by chunk
 *            ── check the receipt ── keep the proof;   each step reported as it happens
 *
 * Two verifications: the key before sealing, the receipt after opening. On any doubt before the seal nothing leaves.
 * Must never send twice what may have been processed once, and never without the person's Send.
 */
import { utf8 } from '../bytes/index.ts';
import { AnswerReader } from './answer.ts';
import { endingOf } from './ending.ts';
import { errorViewOf } from './error-table.ts';
import type { AskError } from './errors.ts';
import { checkReceipt, requireSource } from './receipt-check.ts';
import { sealAndSend, type Sent } from './send.ts';
import type { Change, Question, Report, Story } from './story.ts';

/** Runs one ask to its end, good or bad; what happened is in the reports. Never throws a coded error. */
export async function ask(question: Question, story: Story, report: Report): Promise<void> {
  const progress = { hasLeft: false, isWhole: false };
  try {
    report({ phase: 'verifying' });
    const enclave = await story.enclave();
    story.stop.throwIfAborted();
    report({ phase: 'sealing', proof: { enclave: 'holds' } });

    const sent = await sealAndSend(question, story, enclave, (facts, sentBytes) => {
      progress.hasLeft = true;
      const askedBytes = facts.requestBytes.length;
      const proof = { enclave: 'holds', sealed: 'holds' } as const;
      report({ phase: 'waiting', proof, facts, sentBytes, askedBytes });
    });

    const failure = await openAndCheck(sent, report, async () => {
      progress.isWhole = true;
      await story.keep();
    });
    // What a model that broke off had said is signed and whole as it is, but it is not an answer's end.
    const answered = failure === undefined ? 'complete' : 'truncated';
    report({ proof: { answered }, receivedBytes: sent.received() });
  } catch (thrown) {
    report(endingOf(thrown, progress));
  }
  await story.keep();
}

/** Opens the answer as it arrives, and checks its receipt as soon as the inner message is whole. */
async function openAndCheck(
  sent: Sent,
  report: Report,
  onWhole: () => Promise<void>,
): Promise<AskError | undefined> {
  const answer = new AnswerReader();
  let failure: AskError | undefined;
  let answerText = '';
  for await (const chunk of sent.chunks) {
    const events = chunk === 'final' ? answer.end() : answer.push(chunk);
    for (const event of events) {
      if (event.kind === 'source') requireSource(event.source, sent);
      if (event.kind === 'text') {
        answerText += event.text;
        report({ phase: 'streaming', text: event.text });
      }
      if (event.kind === 'failure') failure = event.error;
      if (event.kind === 'end') {
        // What still comes is cover, read to its end: only the seal's own end mark shows that nothing was cut off
        // (chunked draft, section 7.3). The receipt commits to exactly this text, so it need not wait.
        const checked = await checkReceipt(event.receipt, answerText, sent);
        const toldBytes = utf8(answerText).length + (event.receipt?.length ?? 0);
        report({ phase: 'done', toldBytes, ...checked, ...(failure && failedBy(failure)) });
        await onWhole();
      }
    }
  }
  return failure;
}

function failedBy(failure: AskError): Pick<Change, 'phase' | 'error'> {
  return { phase: 'failed', error: errorViewOf(failure) };
}
