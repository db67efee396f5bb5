import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equal, fromHex, toHex, utf8 } from '../../lib/bytes/index.ts';
import { codeOf } from '../../lib/errors/index.ts';
import {
  encodeStatement,
  encodeTranscript,
  keyLogEntry,
  parseStatement,
  parseTranscript,
  transcriptHash,
  type TranscriptParts,
} from '../../lib/binding/index.ts';
import vectors from '../vectors/binding/transcripts.json' with { type: 'json' };

function partsOf(vector: (typeof vectors.accept)[number]): TranscriptParts {
  return {
    keyConfig: fromHex(vector.keyConfigHex),
    keyValidity: vector.keyValidity,
    receiptKey: fromHex(vector.receiptKeyHex),
    logOrigin: vector.logOrigin,
    logVerifierKey: vector.logVerifierKey,
    statementBytes: utf8(vector.statement),
  };
}

function codeFrom(act: () => unknown): string | undefined {
  try {
    act();
    return 'accepted';
  } catch (thrown) {
    return codeOf(thrown);
  }
}

describe('the transcript', () => {
  it.each(vectors.accept)('is written and hashed as the vector says: $name', async (vector) => {
    const transcript = encodeTranscript(partsOf(vector));
    expect(toHex(transcript)).toBe(vector.transcriptHex);
    expect(toHex(await transcriptHash(transcript))).toBe(vector.sha256Hex);
  });

  it.each(vectors.accept)('is read back to the same parts: $name', (vector) => {
    const { statement, ...parts } = parseTranscript(fromHex(vector.transcriptHex));
    expect(parts).toEqual(partsOf(vector));
    expect(statement).toEqual(JSON.parse(vector.statement));
    expect(toHex(encodeStatement(statement))).toBe(toHex(utf8(vector.statement)));
  });

  it.each(vectors.accept)('gives its key one entry in the log: $name', async (vector) => {
    const { keyConfig, keyValidity } = parseTranscript(fromHex(vector.transcriptHex));
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', keyConfig));
    expect(toHex(await keyLogEntry(hash, keyValidity))).toBe(vector.keyLogEntryHex);
    const later = { ...keyValidity, untilMs: keyValidity.untilMs + 1 };
    expect(toHex(await keyLogEntry(hash, later))).not.toBe(vector.keyLogEntryHex);
  });

  it.each(vectors.refuse)('is refused: $name', (vector) => {
    expect(codeFrom(() => parseTranscript(fromHex(vector.transcriptHex)))).toBe(vector.code);
  });

  it('cut anywhere is refused with a code of its own list', () => {
    const whole = fromHex(vectors.accept[0]?.transcriptHex ?? '');
    for (let length = 0; length < whole.length; length++) {
      expect(codeFrom(() => parseTranscript(whole.slice(0, length)))).toBe('transcript-invalid');
    }
  });

  it('with any one byte changed is refused or has another hash', async () => {
    const whole = fromHex(vectors.accept[0]?.transcriptHex ?? '');
    const hash = await transcriptHash(whole);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, mask) => {
          const changed = whole.slice();
          changed[at] = (changed[at] ?? 0) ^ mask;
          const code = codeFrom(() => parseTranscript(changed));
          expect(['accepted', 'transcript-invalid', 'statement-invalid']).toContain(code);
          if (code === 'accepted') expect(equal(await transcriptHash(changed), hash)).toBe(false);
        },
      ),
    );
  });

  it('of random bytes is refused with a code', () => {
    const label = utf8('sotto binding v1\0');
    fc.assert(
      fc.property(fc.boolean(), fc.uint8Array({ maxLength: 400 }), (hasLabel, noise) => {
        const bytes = new Uint8Array([...(hasLabel ? label : []), ...noise]);
        expect(codeFrom(() => parseTranscript(bytes))).toBe('transcript-invalid');
      }),
    );
  });
});

describe('the statement', () => {
  it('larger than 16 KiB is refused before it is read', () => {
    expect(codeFrom(() => parseStatement(new Uint8Array(16_385)))).toBe('statement-invalid');
  });

  it('of any JSON value is refused with a code', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(codeFrom(() => parseStatement(utf8(json)))).toBe('statement-invalid');
      }),
    );
  });

  it('keeps its one spelling whatever order its fields are given in', () => {
    const statement = parseStatement(utf8(vectors.accept[0]?.statement ?? ''));
    const { version, operator, ...rest } = statement;
    expect(toHex(encodeStatement({ ...rest, operator, version }))).toBe(
      toHex(encodeStatement(statement)),
    );
  });
});
