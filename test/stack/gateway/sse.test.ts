import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../lib/bytes/index.ts';
import { codeOf } from '../../../lib/errors/index.ts';
import { readChunk } from '../../../stack/gateway/models/openai-events.ts';
import { SseReader } from '../../../stack/gateway/models/sse.ts';

function thrownBy(act: () => unknown): string | undefined {
  try {
    act();
    return 'nothing';
  } catch (thrown) {
    return codeOf(thrown);
  }
}

describe('the event reader', () => {
  const stream = utf8(
    ': hello\r\ndata: ein\r\ndata: zwei\r\rid: 7\ndata:dréi 😀\n\nevent: x\n\ndata: last\n\n',
  );
  const events = ['ein\nzwei', 'dréi 😀', 'last'];

  it('reads the same events however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), (cuts) => {
        const reader = new SseReader();
        const places = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const read = places.slice(1).flatMap((to, i) => reader.push(stream.slice(places[i], to)));
        expect(read).toEqual(events);
      }),
    );
  });

  it('refuses a line or an event without end, and what is no UTF-8', () => {
    const flood = utf8(`data: ${'x'.repeat(70_000)}`);
    const many = utf8('data: 0123456789\n'.repeat(7000));
    for (const bytes of [flood, many, Uint8Array.of(0x64, 0xff, 0xfe)]) {
      expect(thrownBy(() => new SseReader().push(bytes))).toBe('model-answer-invalid');
    }
  });
});

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
