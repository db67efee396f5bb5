/**
 * Server-sent events in the OpenAI form, as our answers use them. Each is as small as the form allows, because it
 * travels in frames of 256 bytes. Filler is SSE comments, which every reader skips (WHATWG HTML, section 9.2.6).
 */
import { utf8, type Bytes } from '../../lib/bytes/index.ts';
import type { StatementModel } from '../../lib/binding/index.ts';
import type { FinishReason } from './models/model.ts';

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

const event = (json: unknown): Bytes => utf8(`data: ${JSON.stringify(json)}\n\n`);

/** Who answers: said in the first event, with its first text, so that both fit one frame. */
export type Introduction = Pick<StatementModel, 'id' | 'upstream' | 'isLanguageModel'>;

export function textEvent(text: string, introduction?: Introduction): Bytes {
  const choices = [{ index: 0, delta: { content: text } }];
  if (introduction === undefined) return event({ choices });
  const { id, upstream, isLanguageModel } = introduction;
  return event({ sotto: { model: id, upstream, isLanguageModel }, choices });
}

export function lastEvents(reason: FinishReason | 'error', usage: Usage): Bytes {
  const { inputTokens, outputTokens } = usage;
  const chunk = event({
    choices: [{ index: 0, delta: {}, finish_reason: reason }],
    usage: {
      prompt_tokens: inputTokens,
      completion_tokens: outputTokens,
      total_tokens: inputTokens + outputTokens,
    },
  });
  return new Uint8Array([...chunk, ...utf8('data: [DONE]\n\n')]);
}

/** For a failure after the answer began: its status is said already. */
export const errorEvent = (code: string): Bytes => event({ error: { code, message: code } });

/** Exactly this many bytes that mean nothing, to stand where a line begins. */
export function filler(length: number): Bytes {
  if (length <= 0) return new Uint8Array(0);
  if (length === 1) return utf8('\n');
  return utf8(`:${' '.repeat(length - 2)}\n`);
}

/** The longest beginning of a text whose JSON form fits so many bytes; never half a character. */
export function fitText(text: string, maxBytes: number): string {
  let end = 0;
  let size = 0;
  for (const character of text) {
    size += jsonSize(character);
    if (size > maxBytes) break;
    end += character.length;
  }
  return text.slice(0, end);
}

export function jsonSize(text: string): number {
  return utf8(JSON.stringify(text)).length - 2;
}
