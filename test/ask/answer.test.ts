import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnswerReader, type AnswerEvent } from '../../lib/networks/sotto/answer.ts';
import { concat, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { ResponseWriter } from '../../lib/ohttp/index.ts';

function cutAnywhere(bytes: Bytes, cuts: readonly number[]): Bytes[] {
  const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  const ends = [...at, bytes.length];
  return ends.map((end, i) => bytes.slice(ends[i - 1] ?? 0, end));
}

function answer(body: string | Bytes, status = 200, type = 'text/event-stream'): Bytes {
  const writer = new ResponseWriter();
  const head = writer.head(status, [['content-type', type]]);
  const content = typeof body === 'string' ? utf8(body) : body;
  return concat(head, writer.content(content), writer.trailers([['sotto-receipt', 'AAEC']]));
}

function read(pieces: readonly Bytes[]): AnswerEvent[] {
  const reader = new AnswerReader();
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
}

const delta = (content: string): string =>
  `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;

const textOf = (events: readonly AnswerEvent[]): string =>
  events.map((event) => (event.kind === 'text' ? event.text : '')).join('');

describe('an opened answer', () => {
  it('is refused when it is not UTF-8, or has lines or events without end', () => {
    const push = (body: Bytes) => () => new AnswerReader().push(answer(body));
    expect(push(Uint8Array.of(0xff))).toThrow('answer-invalid');
    expect(push(new Uint8Array(300_000).fill(97))).toThrow('answer-too-large');
    expect(push(utf8(`data: ${'a'.repeat(1000)}\n`.repeat(300)))).toThrow('answer-too-large');
  });

  it('is text and a receipt, however it is cut, with zeros behind it', () => {
    const bytes = concat(
      answer(`${delta('Hel')}${delta('lo')}data: [DONE]\n\n`),
      new Uint8Array(99),
    );
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 30 }), (cuts) => {
        const events = read(cutAnywhere(bytes, cuts));
        expect(textOf(events)).toBe('Hello');
        expect(events.filter(({ kind }) => kind === 'end')).toEqual([
          { kind: 'end', receipt: Uint8Array.of(0, 1, 2) },
        ]);
      }),
    );
  });

  it('tells who answers', () => {
    const source = { model: 'm', upstream: 'built-in', isLanguageModel: false };
    const [first] = read([answer(`data: ${JSON.stringify({ choices: [], sotto: source })}\n\n`)]);
    expect(first).toEqual({ kind: 'source', source });
  });

  it.each([
    ['no JSON', 'data: {\n\n'],
    ['a list', 'data: []\n\n'],
    ['a number for a text', 'data: {"choices":[{"delta":{"content":7}}]}\n\n'],
    ['choices that are none', 'data: {"choices":{}}\n\n'],
    ['an unknown source', 'data: {"choices":[],"sotto":{"model":"m"}}\n\n'],
  ])('is refused: %s', (_, body) => {
    expect(() => read([answer(body)])).toThrow('answer-invalid');
  });

  it('passes over fields that mean nothing here', () => {
    const body =
      'data: {"id":"x","usage":null,"choices":[{"index":0,"delta":{"role":"assistant"}}]}\n\n';
    expect(textOf(read([answer(body)]))).toBe('');
  });

  it('keeps what a model had said before it broke off', () => {
    const events = read([answer(`${delta('Half')}data: {"error":{"code":"model-cut"}}\n\n`)]);
    expect(textOf(events)).toBe('Half');
    expect(events.map(({ kind }) => kind)).toEqual(['text', 'failure', 'end']);
  });

  it.each([
    [503, 'model-failed'],
    [429, 'model-busy'],
    [413, 'question-too-large'],
    [400, 'enclave-refused'],
  ])('of status %i is %s', (status, code) => {
    const body = answer('{"error":{"code":"x","message":"y"}}', status, 'application/json');
    expect(() => read([body])).toThrow(code);
    expect(() => read([answer('not json', status, 'text/plain')])).toThrow(code);
    expect(() => read([answer('x'.repeat(20_000), status, 'text/plain')])).toThrow(code);
  });

  it('of another media type is refused', () => {
    expect(() => read([answer('x', 200, 'text/html')])).toThrow('answer-invalid');
  });

  it('without a word is refused', () => {
    expect(() => read([])).toThrow();
  });

  it('never holds more text than the limit', () => {
    const writer = new ResponseWriter();
    const reader = new AnswerReader();
    reader.push(writer.head(200, [['content-type', 'text/event-stream']]));
    const piece = (): AnswerEvent[] =>
      reader.push(writer.content(utf8(delta('x'.repeat(200_000)))));
    expect(() => {
      for (let i = 0; i < 11; i++) piece();
    }).toThrow('answer-too-large');
  });
});
