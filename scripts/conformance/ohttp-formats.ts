/** Binary HTTP, key configurations, integers, points of low order, and single items of other implementations. */
import { concat, toHex, type Bytes } from '../../lib/bytes/index.ts';
import {
  createGatewayKey,
  decodeRequest,
  decodeResponse,
  DHKEM_X25519,
  encodeKeyConfigs,
  encodeRequest,
  encodeResponse,
  MEDIA,
  openRequest,
  parseKeyConfigs,
  prepareSeal,
  PRODUCT_SUITE,
  RequestParser,
  ResponseParser,
  type BinaryRequest,
  type BinaryResponse,
  type Field,
} from '../../lib/ohttp/index.ts';
import {
  decodeVarint,
  decodeVarintExact,
  encodeVarint,
  kemsOf,
} from '../../lib/ohttp/interop/index.ts';
import { NOBLE_SUITE } from '../../lib/ohttp/noble/index.ts';
import { Entry } from './ohttp-entry.ts';
import { checkPeer } from './ohttp-exchange.ts';
import { expectBytes, expectRefused, expectSame } from './ohttp-expect.ts';

export async function checkBhttp(entry: Entry): Promise<void> {
  const bytes = entry.hex('bytes');
  const wanted = entry.entry('message');
  const framing = wanted.number('framing');
  const isRequest = framing % 2 === 0;
  const options = { framing: framing < 2 ? ('known' as const) : ('indeterminate' as const) };
  for (const step of [bytes.length, 1, 13]) checkEvents(bytes, step, wanted);
  if (isRequest) {
    const message = decodeRequest(bytes);
    for (const name of ['method', 'scheme', 'authority', 'path'] as const) {
      expectSame(name, message[name], wanted.text(name));
    }
    checkParts(message, wanted);
    expectSame(
      'written again',
      plain(decodeRequest(encodeRequest(message, options))),
      plain(message),
    );
  } else {
    const message = decodeResponse(bytes);
    expectSame('status', message.status, wanted.number('status'));
    const informational = wanted.has('informational') ? wanted.entries('informational') : [];
    expectSame(
      'informational',
      message.informational.map(({ status, fields }) => [status, fields]),
      informational.map((early) => [early.number('status'), early.list('headers')]),
    );
    checkParts(message, wanted);
    expectSame(
      'written again',
      plain(decodeResponse(encodeResponse(message, options))),
      plain(message),
    );
  }
}

function checkParts(message: BinaryRequest | BinaryResponse, wanted: Entry): void {
  expectSame('headers', message.fields, wanted.list('headers'));
  expectBytes('content', message.content, wanted.hex('content'));
  expectSame('trailers', message.trailers, wanted.list('trailers'));
}

/** The incremental reading in pieces of `step` bytes: content, its chunks, framing and padding. */
function checkEvents(bytes: Bytes, step: number, wanted: Entry): void {
  const framing = wanted.number('framing');
  const parser = framing % 2 === 0 ? new RequestParser() : new ResponseParser();
  const content: Bytes[] = [];
  let sections = 0;
  const take = (event: { kind: string; bytes?: Bytes }): void => {
    if (event.bytes) content.push(event.bytes);
    else sections++;
  };
  for (let at = 0; at < bytes.length; at += step)
    parser.push(bytes.subarray(at, at + step)).forEach(take);
  parser.end().forEach(take);
  expectBytes('content in pieces', concat(...content), wanted.hex('content'));
  const informational = wanted.has('informational') ? wanted.list('informational').length : 0;
  expectSame('sections', sections, informational + 2);
  expectSame('framing', parser.framing, framing);
  expectSame('padding', parser.paddingLength, wanted.number('padding'));
  if (step >= bytes.length && wanted.has('content_chunks')) {
    expectSame(
      'content_chunks',
      content.map(({ length }) => length),
      wanted.numbers('content_chunks'),
    );
  }
}

/** A message as plain data, in the form in which it is sent: lower-case names, no fields of a connection. */
function plain(message: BinaryRequest | BinaryResponse): unknown {
  const dropped = [
    'connection',
    'keep-alive',
    'proxy-connection',
    'te',
    'transfer-encoding',
    'upgrade',
  ];
  const sent = (fields: readonly Field[]): Field[] =>
    fields
      .map(([name, value]): Field => [name.toLowerCase(), value])
      .filter(([name]) => !dropped.includes(name));
  const { content, fields, trailers, ...rest } = message;
  return { ...rest, content: toHex(content), fields: sent(fields), trailers: sent(trailers) };
}

export async function checkBhttpInvalid(entry: Entry): Promise<void> {
  const bytes = entry.hex('bytes');
  const mustReject = entry.get('mustReject') !== false;
  const readings = [
    (): unknown => decodeRequest(bytes),
    (): unknown => decodeResponse(bytes),
    (): unknown => inPieces(new RequestParser(), bytes),
    (): unknown => inPieces(new ResponseParser(), bytes),
  ];
  for (const reading of readings) {
    // Our reader refuses padding that is not zero too, so there is no case to let through.
    await expectRefused(mustReject ? 'message' : 'message (optional)', reading);
  }
}

function inPieces(parser: RequestParser | ResponseParser, bytes: Bytes): void {
  for (let at = 0; at < bytes.length; at++) parser.push(bytes.subarray(at, at + 1));
  parser.end();
}

export function checkKeyConfigs(entry: Entry): void {
  const body = entry.hex('ohttpKeys');
  const parsed = parseKeyConfigs(body);
  const all = entry.entries('configs');
  const wanted = all.filter((config) => !config.has('unsupported'));
  expectSame('number of configurations', parsed.length, wanted.length);
  for (const [i, config] of wanted.entries()) {
    const got = parsed[i];
    if (!got) throw new Error('configuration missing');
    expectSame('ids', [got.keyId, got.kemId], [config.number('keyId'), config.number('kemId')]);
    expectBytes('publicKey', got.publicKey, config.hex('publicKey'));
    expectSame(
      'suites',
      got.suites.map(({ kdfId, aeadId }) => [kdfId, aeadId]),
      suitesOf(config),
    );
  }
  if (wanted.length === all.length) expectBytes('written again', encodeKeyConfigs(parsed), body);
}

function suitesOf(config: Entry): unknown[] {
  return config.list('suites').map((suite) => {
    if (Array.isArray(suite)) return suite.map(Number);
    const pair = new Entry(suite);
    return [pair.number('kdfId'), pair.number('aeadId')];
  });
}

export function checkKeyConfigsInvalid(entry: Entry): Promise<void> {
  return expectRefused(entry.text('why'), () => parseKeyConfigs(entry.hex('ohttpKeys')));
}

export async function checkVarint(entry: Entry): Promise<void> {
  const bytes = entry.hex('bytes');
  const value = BigInt(entry.text('value'));
  expectSame('value', decodeVarintExact(bytes).toString(), value.toString());
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
    // A length that no message can have: the product refuses it instead of rounding it.
    return expectRefused('beyond 2^53', () => decodeVarint(bytes));
  }
  expectSame('value', decodeVarint(bytes), Number(value));
  expectBytes('written again', encodeVarint(Number(value), bytes.length), bytes);
  const isShortest = encodeVarint(Number(value)).length === bytes.length;
  if (entry.has('minimal')) expectSame('minimal', isShortest, entry.get('minimal'));
}

export async function checkTruncatedVarint(bytes: Bytes): Promise<void> {
  await expectRefused('varint', () => decodeVarint(bytes));
  await expectRefused('varint', () => decodeVarintExact(bytes));
}

/** As the gateway's key and as a request's encapsulated key, on both engines. */
export async function checkLowOrder(entry: Entry): Promise<void> {
  const point = entry.hex('public');
  const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));
  for (const suite of [PRODUCT_SUITE, NOBLE_SUITE]) {
    const config = { keyId: 1, kemId: DHKEM_X25519.id, publicKey: point, suites: [], bytes: point };
    await expectRefused('key configuration', () => prepareSeal({ config, suite }, 'single'));
    const key = await createGatewayKey(1, [suite]);
    const good = await (await prepareSeal({ config: key.config, suite }, 'single')).seal(point);
    const bad = good.bytes.slice();
    bad.set(point, 7);
    await openRequest([key], MEDIA.request, good.bytes, { random });
    await expectRefused('enc', () => openRequest([key], MEDIA.request, bad, { random }));
  }
  for (const kem of kemsOf(DHKEM_X25519.id)) {
    await expectRefused('private key', () => kem.decap(point, entry.hex('private')));
  }
}

/** A single finding of another implementation: a derived key pair, its configuration, a sealed request. */
export async function checkItem(entry: Entry): Promise<void> {
  let checked = 0;
  const secret = entry.hexOr('sk', undefined);
  if (entry.has('ikm') && secret) {
    for (const kem of kemsOf(entry.has('kemId') ? entry.number('kemId') : DHKEM_X25519.id)) {
      const derived = kem.deriveSecret(entry.hex('ikm'));
      expectBytes('sk', derived, secret);
      if (entry.has('pk')) expectBytes('pk', await kem.publicKeyOf(derived), entry.hex('pk'));
      checked++;
    }
  }
  if (entry.has('keyConfig')) {
    const bare = entry.hex('keyConfig');
    const [config] = parseKeyConfigs(concat(Uint8Array.of(bare.length >> 8, bare.length), bare));
    if (!config) throw new Error('keyConfig: unknown KEM');
    if (entry.has('pk')) expectBytes('key of the configuration', config.publicKey, entry.hex('pk'));
    checked++;
  }
  if (entry.has('encapsulatedRequest')) {
    await checkPeer(entry);
    checked++;
  }
  if (checked === 0) throw new Error('nothing known to check');
}
