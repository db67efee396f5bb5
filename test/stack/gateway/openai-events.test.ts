import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../lib/errors/index.ts';
import { readChunk } from '../../../stack/gateway/models/openai-events.ts';

function thrownBy(act: () => unknown): string | undefined {
  try {
    act();
    return 'nothing';
  } catch (thrown) {
    return codeOf(thrown);
  }
}

describe('a chat completion chunk', () => {
  it('says its text, its usage and its end', () => {
    const usage = { prompt_tokens: 3, completion_tokens: 4 };
    const choices = [{ delta: { content: 'hi' }, finish_reason: 'length' }];
    expect(readChunk(JSON.stringify({ choices, usage }))).toEqual([
      { kind: 'text', text: 'hi' },
      { kind: 'usage', inputTokens: 3, outputTokens: 4 },
      { kind: 'finish', reason: 'length' },
    ]);
  });

  it('with nothing to say says nothing, and a new finish reason is another one', () => {
    expect(readChunk('{"choices":[]}')).toEqual([]);
    expect(readChunk('{"choices":[{"delta":{"role":"assistant","content":null}}]}')).toEqual([]);
    const late = '{"choices":[{"delta":{},"finish_reason":"tired"}]}';
    expect(readChunk(late)).toEqual([{ kind: 'finish', reason: 'other' }]);
  });

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['null', 'null'],
    ['two choices', '{"choices":[{},{}]}'],
    ['a choice that is text', '{"choices":["x"]}'],
    ['content that is a number', '{"choices":[{"delta":{"content":7}}]}'],
    ['usage beyond reason', '{"usage":{"prompt_tokens":9e12,"completion_tokens":1}}'],
    ['negative usage', '{"usage":{"prompt_tokens":-1,"completion_tokens":1}}'],
  ])('is refused when it is %s', (_, data) => {
    expect(thrownBy(() => readChunk(data))).toBe('model-answer-invalid');
  });

  it('of any JSON is read or refused with a code', () => {
    fc.assert(
      fc.property(fc.json(), (data) => {
        expect(['nothing', 'model-answer-invalid', 'model-refused']).toContain(
          thrownBy(() => readChunk(data)),
        );
      }),
    );
  });
});
