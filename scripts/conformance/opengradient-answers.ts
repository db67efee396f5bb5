/** Signed answers, single and streamed, against what was sent and what was shown. */
import { fromHex } from '../../lib/bytes/index.ts';
import { parseAnswer, StreamedAnswer, verifyAnswer } from '../../lib/opengradient/index.ts';
import type { SignedAnswer } from '../../lib/opengradient/index.ts';
import { recordAt, type JsonRecord } from '../json.ts';
import { listAt, textAt } from './entry.ts';
import { expectRefused } from './ohttp-expect.ts';

function answerOf(entry: JsonRecord): SignedAnswer {
  if (entry['stream'] !== true) return parseAnswer(JSON.stringify(entry['body']));
  const answer = new StreamedAnswer();
  for (const frame of listAt(entry, 'frames')) answer.push(String(frame));
  return answer.finish();
}

export async function checkAnswer(entry: JsonRecord): Promise<void> {
  const expect = recordAt(entry, 'expect');
  const run = async (): Promise<void> =>
    verifyAnswer(answerOf(entry), {
      canonical: textAt(entry, 'request'),
      shown: textAt(entry, 'content'),
      teeId: textAt(entry, 'teeId'),
      signingKey: fromHex(textAt(entry, 'spkiDerHex')),
    });
  if (typeof expect['accept'] !== 'boolean') throw new Error('says no verdict');
  if (expect['accept']) await run();
  else await expectRefused(String(expect['code']), run);
}
