/** Signs an answer as the enclave does (sections 5.5 to 5.7), and wrongly where a test wants it wrong. */
import { copyOf, toBase64, toHex, utf8, type Bytes } from '../../lib/bytes/index.ts';
import type { ChatDesk } from './chat.ts';
import { keccak } from './hashes.ts';
import { answerMessage } from './keys.ts';

export interface SignedFields {
  tee_signature?: string;
  tee_request_hash: string;
  tee_output_hash: string;
  tee_timestamp?: number | string;
  tee_id: string;
}

/** Undefined where the lie is that nothing is signed. True answers go to settlement. */
export function signAnswer(
  desk: ChatDesk,
  canonical: string,
  output: string,
): SignedFields | undefined {
  const { lies, memory } = desk;
  const lie = lies.answer;
  if (lie === 'unsigned') return undefined;
  if (lie === 'replays-earlier' && memory.first !== undefined) return memory.first;
  const keys = lie === 'signed-by-other' ? desk.otherKeys() : desk.keys;
  const requestHash = keccak(utf8(lie === 'signs-another-request' ? `${canonical} ` : canonical));
  const outputHash = keccak(utf8(lie === 'signs-another-text' ? `${output} ` : output));
  const timestamp = Math.floor(desk.now() / 1000) + lies.timestampOffsetSeconds;
  const signature = keys.sign(answerMessage(requestHash, outputHash, timestamp));
  if (lie === 'none') {
    desk.onAnswer({ teeId: keys.teeId, requestHash, outputHash, signature, timestamp });
  }
  const fields = {
    tee_signature: toBase64(lie === 'bad-signature' ? flipped(signature) : signature),
    tee_request_hash: toHex(requestHash),
    tee_output_hash: toHex(outputHash),
    ...(lie !== 'no-timestamp' && {
      tee_timestamp: lies.timestampAsText ? String(timestamp) : timestamp,
    }),
    tee_id: keys.teeId,
  };
  if (lie === 'none') memory.first ??= fields;
  return fields;
}

function flipped(signature: Bytes): Bytes {
  return copyOf(signature.map((byte, i) => (i === 0 ? byte ^ 1 : byte)));
}
