/** What an attested enclave may seal and sign wrongly: the inner message, its chunks, the receipt. */
import { generateKeyPairSync } from 'node:crypto';
import { concat, toBase64Url, utf8, type Bytes } from '../../lib/bytes/index.ts';
import type { Behaviour } from '../fakes/enclave.ts';
import type { AnswerFault } from './enclave-fault.ts';

function answer(
  id: string,
  of: readonly string[],
  codes: readonly string[],
  behaviour: Partial<Behaviour>,
  ends: AnswerFault['ends'] = 'truncated',
): AnswerFault {
  const set: AnswerFault['set'] = ({ fake }) => void Object.assign(fake.behaviour, behaviour);
  return { id, of, codes, set, ends };
}

const MALFORMED = ['bhttp-invalid', 'answer-invalid', 'response-invalid', 'varint-invalid'];

/** Binary HTTP by hand (RFC 9292), indeterminate length: framing 3, then each part as it is told. */
const STREAM = Uint8Array.of(3);
const status = (code: number): Bytes =>
  code < 64 ? Uint8Array.of(code) : Uint8Array.of(0x40 | (code >> 8), code & 255);
const text = (value: string): Bytes => concat(Uint8Array.of(value.length), utf8(value));
const fields = (...list: readonly (readonly [string, string])[]): Bytes =>
  concat(...list.flatMap(([name, value]) => [text(name), text(value)]), Uint8Array.of(0));
const TYPE = ['content-type', 'text/event-stream'] as const;

/** Another head before all that follows. */
const head = (bytes: Bytes): Partial<Behaviour> => ({ inner: ([, ...rest]) => [bytes, ...rest] });

const OF_THE_MESSAGE: readonly AnswerFault[] = [
  answer(
    'a status that is none',
    ['case 28'],
    MALFORMED,
    head(concat(STREAM, status(99), fields(TYPE))),
  ),
  answer(
    'a status beyond all',
    ['case 28'],
    MALFORMED,
    head(concat(STREAM, status(1000), fields(TYPE))),
  ),
  answer(
    'a header name that is none',
    ['case 28'],
    MALFORMED,
    head(concat(STREAM, status(200), fields(TYPE, ['a b', 'c']))),
  ),
  answer(
    'a line break in a header',
    ['case 28'],
    MALFORMED,
    head(concat(STREAM, status(200), fields(TYPE, ['a', 'b\r\nc: d']))),
  ),
  answer(
    'a pseudo-header in an answer',
    ['case 28'],
    MALFORMED,
    head(concat(STREAM, status(200), fields([':status', '200']))),
  ),
  answer(
    'a request in place of an answer',
    ['case 28'],
    MALFORMED,
    head(Uint8Array.of(2, 3, ...utf8('GET'))),
  ),
  answer('a message of the other length form cut short', ['case 28'], MALFORMED, {
    inner: () => [concat(Uint8Array.of(1), status(200), Uint8Array.of(0, 9, 1, 2))],
  }),
  answer(
    'a length beyond all numbers',
    ['case 25', 'case 28'],
    [...MALFORMED, 'answer-too-large', 'chunk-too-large'],
    {
      inner: ([first = new Uint8Array(0)]) => [
        concat(first, new Uint8Array(8).fill(0xff), new Uint8Array(20)),
      ],
    },
  ),
  answer('trailers that end in the middle', ['case 28'], [...MALFORMED, 'truncated'], {
    inner: (plain) => plain.map((piece, i) => (i === plain.length - 1 ? piece.slice(0, 9) : piece)),
  }),
  answer(
    'words behind the end of the message',
    ['case 23', 'case 28'],
    MALFORMED,
    {
      inner: (plain) => [...plain, utf8('and more')],
    },
    'end unseen',
  ),
  answer('an event that is none', ['case 28'], MALFORMED, {
    inner: (plain) =>
      plain.flatMap((piece, i) =>
        i === 1 ? [eventBytes('data: {"choices":7}\n\n'), piece] : [piece],
      ),
  }),
];

function eventBytes(event: string): Bytes {
  return concat(Uint8Array.of(event.length), utf8(event));
}

/** Between the nonce and the end. */
const OF_THE_CHUNKS: readonly AnswerFault[] = [
  answer(
    'no chunk that is the last',
    ['case 23'],
    ['truncated'],
    {
      tamper: (sealed) => sealed.slice(0, -1),
    },
    'end unseen',
  ),
  answer(
    'a last chunk that is sealed as any other',
    ['case 23'],
    ['truncated', 'open-failed'],
    {
      isEndSealed: false,
    },
    'end unseen',
  ),
  answer(
    'a chunk behind the last one',
    ['case 23'],
    ['open-failed', 'chunk-too-large', 'truncated', 'response-invalid'],
    {
      tamper: (sealed) => [...sealed, sealed[2] ?? new Uint8Array(0)],
    },
    'end unseen',
  ),
  answer('chunks in another order', ['case 24'], ['open-failed'], {
    tamper: ([nonce, one, two, three, ...rest]) =>
      [nonce, one, three, two, ...rest].filter((piece) => piece !== undefined),
  }),
  answer('a chunk twice', ['case 24'], ['open-failed'], {
    tamper: (sealed) => sealed.flatMap((piece, i) => (i === 2 ? [piece, piece] : [piece])),
  }),
  answer('a chunk left out', ['case 24'], ['open-failed'], {
    tamper: (sealed) => sealed.filter((_, i) => i !== 2),
  }),
  answer(
    'a chunk that claims more than memory',
    ['case 25'],
    ['chunk-too-large', 'relay-too-large', 'varint-invalid'],
    {
      tamper: ([nonce = new Uint8Array(0)]) => [
        nonce,
        new Uint8Array(8).fill(0xff),
        new Uint8Array(99),
      ],
    },
  ),
  answer('an answer in one piece under its own media type', ['case 26'], ['relay-media-type'], {
    intercept: ({ method }) =>
      method === 'POST'
        ? new Response(new Uint8Array(300), { headers: { 'content-type': 'message/ohttp-res' } })
        : undefined,
  }),
  answer('the sealed bytes in place of any type', ['case 21'], ['relay-media-type'], {
    intercept: ({ method }) => (method === 'POST' ? new Response(new Uint8Array(300)) : undefined),
  }),
  answer(
    'words in clear under the media type of sealed ones',
    ['case 21'],
    ['open-failed', 'chunk-too-large', 'truncated'],
    {
      intercept: ({ method }) =>
        method === 'POST'
          ? new Response('data: {"choices":[{"delta":{"content":"trust me"}}]}\n\n', {
              headers: { 'content-type': 'message/ohttp-chunked-res' },
            })
          : undefined,
    },
  ),
  answer(
    'an error page without end',
    ['case 22', 'case 25'],
    ['gateway-unreachable', 'relay-refused', 'relay-busy', 'relay-answer-invalid'],
    {
      intercept: ({ method }) =>
        method === 'POST'
          ? new Response('<h1>no</h1>'.repeat(500_000), {
              status: 500,
              headers: { 'content-type': 'text/html' },
            })
          : undefined,
    },
  ),
];

const nobody = generateKeyPairSync('ed25519').privateKey;
const OTHER_HASH = new Uint8Array(32).fill(7);
const claim = (id: string, codes: readonly string[], claims: Behaviour['claims']): AnswerFault =>
  answer(id, ['case 29'], codes, { claims }, 'fails');

const OF_THE_RECEIPT: readonly AnswerFault[] = [
  answer('no receipt', ['case 29'], ['receipt-missing'], { hasReceipt: false }, 'missing'),
  answer(
    'a receipt for another text than is shown',
    ['case 29'],
    ['receipt-answer-mismatch'],
    { receiptText: 'Forty jacks lifted it.' },
    'fails',
  ),
  answer(
    'a receipt under a key that nobody attested',
    ['case 29'],
    ['receipt-signature-invalid'],
    { signer: nobody },
    'fails',
  ),
  claim('a receipt for another question', ['receipt-request-mismatch'], (fields) => ({
    ...fields,
    requestCommitment: OTHER_HASH,
  })),
  claim('a receipt of another enclave', ['receipt-transcript-mismatch'], (fields) => ({
    ...fields,
    transcriptHash: OTHER_HASH,
  })),
  claim('a receipt for another key configuration', ['receipt-key-config-mismatch'], (fields) => ({
    ...fields,
    keyConfigHash: OTHER_HASH,
  })),
  claim(
    'a receipt of a model outside of the attested statement',
    ['receipt-model-mismatch'],
    (fields) => ({ ...fields, upstream: 'api.example:443' }),
  ),
  answer(
    'a receipt with bytes behind it',
    ['case 29'],
    ['receipt-malformed', 'receipt-field-invalid'],
    {
      trailers: (list) => list.map(([name, value]) => [name, `${value}AAAA`]),
    },
    'fails',
  ),
  answer(
    'a receipt that is no receipt',
    ['case 29'],
    ['receipt-malformed', 'receipt-field-invalid'],
    {
      trailers: (list) => list.map(([name]) => [name, toBase64Url(new Uint8Array(80))]),
    },
    'fails',
  ),
  answer(
    'an answer of a model that nobody attested',
    ['unattested model'],
    ['answer-model-differs'],
    {
      source: { model: 'extract-1', upstream: 'api.example:443', isLanguageModel: false },
    },
  ),
];

export const ANSWER_FAULTS: readonly AnswerFault[] = [
  ...OF_THE_MESSAGE,
  ...OF_THE_CHUNKS,
  ...OF_THE_RECEIPT,
];
