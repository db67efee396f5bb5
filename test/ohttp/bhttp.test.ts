import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromHex, toHex, utf8, type Bytes } from '../../lib/bytes/index.ts';
import {
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  encodeVarint,
  RequestParser,
  ResponseParser,
  ResponseWriter,
  type Field,
  type ResponseEvent,
} from '../../lib/ohttp/index.ts';
import { anyBytes, codeFrom, NOTHING, random } from './support.ts';

const fields = fc.array(
  fc.tuple(
    fc
      .stringMatching(/^[a-z0-9!#$%&'*+.^_`|~-]{1,20}$/)
      .filter(
        (name) =>
          !/^(te|upgrade|connection|keep-alive|proxy-connection|transfer-encoding)$/.test(name),
      ),
    fc.stringMatching(/^([!-~\u0080-\u00ff]([ -~]{0,30}[!-~])?)?$/),
  ),
  { maxLength: 6 },
);
const requests = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PATCH'),
  scheme: fc.constant('https'),
  authority: fc.constantFrom('', 'example.com', '[::1]:8443'),
  path: fc.constantFrom('/', '*', '/a?b=c&d=%20'),
  fields,
  content: anyBytes(),
  trailers: fields,
});
const responses = fc.record({
  informational: fc.array(fc.record({ status: fc.integer({ min: 100, max: 199 }), fields }), {
    maxLength: 3,
  }),
  status: fc.integer({ min: 200, max: 599 }),
  fields,
  content: anyBytes(),
  trailers: fields,
});
const options = fc.record({
  framing: fc.constantFrom<'known' | 'indeterminate'>('known', 'indeterminate'),
  paddingLength: fc.nat(40),
});

function inPieces(parser: ResponseParser, bytes: Bytes, step: number): ResponseEvent[] {
  const events: ResponseEvent[] = [];
  for (let at = 0; at < bytes.length; at += step) {
    events.push(...parser.push(bytes.subarray(at, at + step)));
  }
  return [...events, ...parser.end()];
}

function contentOf(events: readonly ResponseEvent[]): string {
  return toHex(
    concat(...events.flatMap((event) => (event.kind === 'content' ? [event.bytes] : []))),
  );
}

describe('binary HTTP', () => {
  it('comes back as it was, in both framings, with padding', () => {
    fc.assert(
      fc.property(requests, responses, options, (request, response, how) => {
        expect(decodeRequest(encodeRequest(request, how))).toEqual(request);
        expect(decodeResponse(encodeResponse(response, how))).toEqual(response);
      }),
    );
  });

  it('says the same whatever the reads are', () => {
    fc.assert(
      fc.property(responses, options, fc.integer({ min: 1, max: 50 }), (response, how, step) => {
        const bytes = encodeResponse(response, how);
        const events = inPieces(new ResponseParser(), bytes, step);
        expect(contentOf(events)).toBe(toHex(response.content));
        const kinds = events.map(({ kind }) => kind).filter((kind) => kind !== 'content');
        expect(kinds).toEqual([
          ...response.informational.map(() => 'informational'),
          'head',
          'trailers',
        ]);
      }),
    );
  });

  it('cut anywhere is refused, or has lost nothing but empty parts', () => {
    fc.assert(
      fc.property(
        responses,
        options,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (response, how, share) => {
          const bytes = encodeResponse(response, how);
          const cut = bytes.subarray(0, Math.floor(share * bytes.length));
          let decoded;
          try {
            decoded = decodeResponse(cut);
          } catch {
            return;
          }
          // RFC 9292 section 3.8: what may be left out counts as empty; everything before it must be there.
          expect(decoded.status).toBe(response.status);
          expect(toHex(response.content).startsWith(toHex(decoded.content))).toBe(true);
          expect([0, response.content.length]).toContain(decoded.content.length);
          expect([0, response.trailers.length]).toContain(decoded.trailers.length);
          expect([0, response.fields.length]).toContain(decoded.fields.length);
        },
      ),
    );
  });

  it('hands on content before the rest of its chunk is there, and trailers before the padding is', () => {
    const writer = new ResponseWriter();
    const parser = new ResponseParser();
    expect(parser.push(writer.informational(103, [['link', '</a>']]))).toMatchObject([
      { kind: 'informational' },
    ]);
    expect(parser.push(writer.head(200, []))).toEqual([{ kind: 'head', status: 200, fields: [] }]);
    const piece = writer.content(utf8('hello'));
    expect(contentOf(parser.push(piece.subarray(0, 3)))).toBe(toHex(utf8('he')));
    expect(contentOf(parser.push(piece.subarray(3)))).toBe(toHex(utf8('llo')));
    expect(writer.content(NOTHING)).toHaveLength(0);
    expect(parser.push(writer.trailers([['sotto-receipt', 'x']]))).toEqual([
      { kind: 'trailers', fields: [['sotto-receipt', 'x']] },
    ]);
    expect(parser.push(new Uint8Array(500))).toEqual([]);
    expect(parser.end()).toEqual([]);
    expect(parser.paddingLength).toBe(500);
  });

  it('reads RFC 9458’s shortest request and response, whose empty parts are all left out', () => {
    const request = decodeRequest(fromHex('00034745540568747470730b6578616d706c652e636f6d012f'));
    expect(request).toMatchObject({
      method: 'GET',
      authority: 'example.com',
      fields: [],
      trailers: [],
    });
    expect(decodeResponse(fromHex('0140c8'))).toMatchObject({ status: 200, content: NOTHING });
  });

  it.each([
    ['a length of 2^62 - 1', '0140c800ffffffffffffffff'],
    ['a content that is not there', '0140c80005aabb'],
    ['indeterminate content without its end', '0340c80002aabb'],
    ['bytes that are no padding', '0140c8000000ff'],
    ['informational headers and nothing after', '01406400'],
    ['a request', '00034745540568747470730b6578616d706c652e636f6d012f'],
    ['another framing', '0440c8'],
    ['nothing', ''],
    ['an empty field name', '0140c8020000'],
    ['a field that runs over its section', '0140c802056100'],
    ['white space around a value', '0140c80401610220 61'.replace(' ', '')],
    [
      'a pseudo-field among trailers',
      '0140c80000060261620173'.replace('0261620173', '033a6162017a'),
    ],
  ])('refuses %s', async (_, hex) => {
    expect(await codeFrom(() => decodeResponse(fromHex(hex)))).toMatch(/^(bhttp|varint)-invalid$/);
    expect(await codeFrom(() => inPieces(new ResponseParser(), fromHex(hex), 1))).toMatch(
      /^(bhttp|varint)-invalid$/,
    );
  });

  it('goes on refusing once it has refused', async () => {
    const parser = new ResponseParser();
    expect(await codeFrom(() => parser.push(fromHex('09')))).toBe('bhttp-invalid');
    expect(await codeFrom(() => parser.push(fromHex('0140c8')))).toBe('bhttp-invalid');
    expect(await codeFrom(() => parser.end())).toBe('bhttp-invalid');
  });

  it.each<[string, Field]>([
    ['a line break in a value', ['a', 'b\r\nc: d']],
    ['a zero in a value', ['a', 'b\0']],
    ['a space in a name', ['a b', 'c']],
    ['no name', ['', 'c']],
    ['control data as a field', [':path', '/']],
    ['a character beyond one byte', ['a', '\u{1f600}']],
  ])('writes no message with %s', async (_, field) => {
    const response = {
      informational: [],
      status: 200,
      fields: [field],
      content: NOTHING,
      trailers: [],
    };
    expect(await codeFrom(() => encodeResponse(response))).toBe('bhttp-invalid');
    expect(await codeFrom(() => new ResponseWriter().head(200, [field]))).toBe('bhttp-invalid');
  });

  it('writes names in lower case and no fields of a connection', () => {
    const response = decodeResponse(
      encodeResponse({
        informational: [],
        status: 200,
        fields: [
          ['Connection', 'close'],
          ['X-Kept', 'Yes'],
          ['transfer-encoding', 'chunked'],
        ],
        content: NOTHING,
        trailers: [],
      }),
    );
    expect(response.fields).toEqual([['x-kept', 'Yes']]);
  });

  it('holds back no more than one field section, and refuses one that never ends', async () => {
    const parser = new ResponseParser();
    const line = concat(
      encodeVarint(1),
      utf8('a'),
      encodeVarint(60_000),
      new Uint8Array(60_000).fill(97),
    );
    parser.push(fromHex('0340c8'));
    const act = (): void => {
      for (let i = 0; i < 20; i++) parser.push(line);
    };
    expect(await codeFrom(act)).toBe('bhttp-invalid');
  });

  it('takes a large content in small reads without keeping it', () => {
    const parser = new ResponseParser();
    parser.push(concat(fromHex('0140c800'), encodeVarint(8_000_000)));
    const read = random(65_536);
    let seen = 0;
    while (seen < 8_000_000) {
      const part = read.subarray(0, Math.min(read.length, 8_000_000 - seen));
      const [event] = parser.push(part);
      // The very bytes of the read, not a copy that grows.
      expect(event?.kind === 'content' && event.bytes.buffer === read.buffer).toBe(true);
      seen += part.length;
    }
    expect(parser.end()).toEqual([{ kind: 'trailers', fields: [] }]);
  });

  it('tells a request’s padding from its message', () => {
    const parser = new RequestParser();
    const request = {
      method: 'GET',
      scheme: 'https',
      authority: 'a',
      path: '/',
      fields: [],
      content: NOTHING,
      trailers: [],
    };
    parser.push(encodeRequest(request, { framing: 'indeterminate', paddingLength: 33 }));
    parser.end();
    expect([parser.framing, parser.paddingLength]).toEqual([2, 33]);
  });
});
