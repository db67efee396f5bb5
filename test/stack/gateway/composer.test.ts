import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, utf8, type Bytes } from '../../../lib/bytes/index.ts';
import { ResponseParser } from '../../../lib/ohttp/index.ts';
import { EventReader } from '../../../lib/sse/index.ts';
import { lastEvents } from '../../../stack/gateway/answer-events.ts';
import { Composer } from '../../../stack/gateway/composer.ts';

const MODEL = { id: 'm', upstream: 'built-in', isLanguageModel: false };
const SIZE = 256;

interface Read {
  readonly text: string;
  readonly events: readonly string[];
}

function readBack(frames: readonly Bytes[]): Read {
  const parser = new ResponseParser();
  const parts: Bytes[] = [];
  for (const frame of frames) {
    for (const event of parser.push(frame)) {
      if (event.kind === 'content') parts.push(event.bytes.slice());
    }
  }
  parser.end();
  const events = new EventReader(65_536, (fault) => new Error(fault)).push(concat(...parts));
  const texts = events.map((event) => /"content":("(?:[^"\\]|\\.)*")/.exec(event)?.[1] ?? '""');
  return { events, text: texts.map((text) => String(JSON.parse(text))).join('') };
}

/** Each inner list is what a model says within one beat. */
function compose(beats: readonly (readonly string[])[], model = MODEL): Bytes[] {
  const composer = new Composer();
  composer.start(200, [['content-type', 'text/event-stream']], model);
  const frames: Bytes[] = [];
  for (const beat of beats) {
    for (const text of beat) composer.addText(text);
    frames.push(composer.takeFrame(SIZE));
  }
  composer.end(lastEvents('stop', { inputTokens: 1, outputTokens: 1 }), [['sotto-receipt', 'AA']]);
  while (composer.backlog > 0) frames.push(composer.takeFrame(SIZE));
  frames.push(composer.takeFrame(SIZE));
  return frames;
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.string({ minLength: 0, maxLength: 900 }),
);

describe('the composer', () => {
  it('cuts any answer into frames of one size that read back to the same text', () => {
    const beats = fc.array(fc.array(anyText, { maxLength: 4 }), { maxLength: 30 });
    fc.assert(
      fc.property(beats, fc.integer({ min: 1, max: 120 }), (said, nameLength) => {
        const frames = compose(said, { ...MODEL, id: 'm'.repeat(nameLength) });
        expect(frames.every((frame) => frame.length === SIZE)).toBe(true);
        expect(readBack(frames).text).toBe(said.flat().join(''));
      }),
      { numRuns: 300 },
    );
  });

  it('of empty beats is filler that nobody reads as text', () => {
    const { text, events } = readBack(compose([[], [], ['word'], [], []]));
    expect(text).toBe('word');
    expect(events.filter((event) => event.includes('"content"'))).toHaveLength(1);
  });

  it('makes one event of all that was said within a beat', () => {
    const words = Array.from({ length: 20 }, (_, index) => `w${index} `);
    const { events } = readBack(compose([['first '], words]));
    expect(events.filter((event) => event.includes('"content"'))).toHaveLength(2);
  });

  it('shows the first words in the first frame', () => {
    const [first = new Uint8Array(0)] = compose([['Hello there']]);
    expect(Buffer.from(first).toString('latin1')).toContain('Hello there');
  });

  it('counts what waits for never less than it will take', () => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 20 }), (texts) => {
        const composer = new Composer();
        composer.start(200, []);
        for (const text of texts) composer.addText(text);
        const counted = composer.backlog;
        composer.flushText();
        expect(composer.takeAll().length).toBeLessThanOrEqual(counted + 64);
      }),
    );
  });

  it('puts a surrogate pair that a model tore apart together again', () => {
    const [high = '', low = ''] = ['😀'.slice(0, 1), '😀'.slice(1)];
    expect(readBack(compose([[`a${high}`], [`${low}b`]])).text).toBe('a😀b');
    expect(utf8('a😀b')).toHaveLength(6);
  });
});
