/**
 * Full exchanges: single, chunked, the JSON dialect, other implementations' messages, and responses to be refused.
 * Every part that an entry gives is compared, on the client's and on the gateway's side, for each implementation
 * of the entry's KEM.
 */
import { concat, type Bytes } from '../../lib/bytes/index.ts';
import {
  gatewayKeyOf,
  MEDIA,
  openRequest,
  parseKeyConfigs,
  prepareSeal,
  type MessageKind,
  type OpenedRequest,
  type ResponseContext,
} from '../../lib/ohttp/index.ts';
import { exactPrivateKey, HEADER_SIZE } from '../../lib/ohttp/interop/index.ts';
import type { Entry } from './ohttp-entry.ts';
import { expectBytes, expectRefused, expectSame } from './ohttp-expect.ts';
import { checkDecoded, checkInner, checkSecrets } from './ohttp-inside.ts';
import {
  chunkSizesOf,
  cut,
  expectChunked,
  partiesOf,
  secretOf,
  stepsFor,
  type Party,
  type Shape,
} from './ohttp-parties.ts';

const LARGEST_CHUNK = 2 ** 26;

export const SINGLE: Shape = { request: 'single', response: 'single', inner: 'bhttp' };
export const CHUNKED: Shape = { request: 'chunked', response: 'chunked', inner: 'bhttp' };

export async function checkExchange(entry: Entry, shape: Shape): Promise<void> {
  for (const party of await partiesOf(entry)) {
    await checkKeyConfig(entry, party);
    const sent = await checkClient(entry, party, shape);
    const opened = await checkGateway(entry, party, shape);
    if (!sent && !opened) throw new Error('neither skE nor skR is given');
    if (entry.has('requestDecoded') || entry.has('responseDecoded')) checkDecoded(entry);
    checkInner(entry, shape);
  }
}

export async function checkDialect(entry: Entry): Promise<void> {
  const stream = entry.get('stream') === true;
  await checkExchange(entry, {
    request: 'single',
    response: stream ? 'chunked' : 'single',
    inner: 'json',
  });
}

/** Another implementation made one side. Its framing is tried where the entry does not name it. */
export async function checkPeer(entry: Entry): Promise<void> {
  const named = entry.has('chunked') ? entry.get('chunked') === true : undefined;
  const stream = entry.get('stream') === true;
  const shapes: Shape[] = [];
  if (named !== true)
    shapes.push({ request: 'single', response: stream ? 'chunked' : 'single', inner: 'any' });
  if (named !== false) shapes.push({ ...CHUNKED, inner: 'any' });
  if (named === undefined) shapes.push({ request: 'single', response: 'chunked', inner: 'any' });
  let last: unknown;
  for (const shape of shapes) {
    try {
      return await checkExchange(entry, shape);
    } catch (thrown) {
      last = thrown;
    }
  }
  throw last;
}

export async function checkNegativeResponse(entry: Entry): Promise<void> {
  const isChunked = entry.get('chunked') === true;
  const kind: MessageKind = isChunked ? 'chunked' : 'single';
  const bad = entry.hex('badResponse');
  for (const party of await partiesOf(entry)) {
    // The client's context must be the right one, or a refusal would prove nothing.
    const context = await contextOf(party, kind, entry);
    if (!context) throw new Error('no skE');
    if (entry.has('skR')) {
      const opened = await openAsGateway(entry, party, kind);
      const good = isChunked
        ? await sealAll(opened, [])
        : await opened.sealSingle(Uint8Array.of(1));
      await openResponse(
        context,
        { request: kind, response: kind, inner: 'any' },
        good,
        good.length,
      );
    }
    for (const step of [bad.length + 1, 1, 7]) {
      await expectRefused(entry.has('mutation') ? entry.text('mutation') : 'badResponse', () =>
        openResponse(context, { request: kind, response: kind, inner: 'any' }, bad, step),
      );
    }
  }
}

async function checkKeyConfig(entry: Entry, { keyId, publicKey, suite }: Party): Promise<void> {
  if (!entry.has('ohttpKeys')) return;
  const [config] = parseKeyConfigs(entry.hex('ohttpKeys'));
  if (!config) throw new Error('ohttpKeys: empty');
  expectSame('key id', [config.keyId, config.kemId], [keyId, suite.kem.id]);
  expectBytes('public key', config.publicKey, publicKey);
  if (entry.has('keyConfig')) {
    expectBytes('keyConfig', config.bytes, entry.hex('keyConfig'));
    await expectRefused('bare keyConfig as a list', () => parseKeyConfigs(entry.hex('keyConfig')));
  }
}

async function prepared(
  party: Party,
  kind: MessageKind,
  entry: Entry,
): ReturnType<typeof prepareSeal> {
  const { keyId, publicKey, suite } = party;
  const config = { keyId, kemId: suite.kem.id, publicKey, suites: [], bytes: publicKey };
  const size = entry.get('requestLengthFieldSize');
  return prepareSeal({ config, suite }, kind, {
    maxChunkSize: LARGEST_CHUNK,
    ...(typeof size === 'number' ? { lengthSize: size } : {}),
  });
}

async function contextOf(
  party: Party,
  kind: MessageKind,
  entry: Entry,
): Promise<ResponseContext | undefined> {
  if (!entry.has('skE')) return undefined;
  const seal = await prepared(party, kind, entry);
  if (entry.has('enc')) expectBytes('enc', seal.enc, entry.hex('enc'));
  return kind === 'chunked' ? seal.sealChunks().context : seal.seal(new Uint8Array(0));
}

/** Where the chunks of a request begin. */
const headSizeOf = ({ kem }: Party): number => HEADER_SIZE + kem.encSize;

const nonceSizeOf = ({ suite }: Party): number =>
  Math.max(suite.aead.keySize, suite.aead.nonceSize);

/** Seals with the given ephemeral key, compares, and opens the given response. False when there is no such key. */
async function checkClient(entry: Entry, party: Party, shape: Shape): Promise<boolean> {
  const context = await contextOf(party, shape.request, entry);
  if (!context) return false;
  if (entry.has('request') && entry.has('encapsulatedRequest')) {
    const sealed = await sealAsClient(entry, party, shape.request);
    const wanted = entry.hex('encapsulatedRequest');
    // With a number in its place, some of the length fields may still be of the shortest form.
    const isExact = shape.request === 'single' || entry.get('requestLengthFieldSize') === 'minimal';
    if (isExact) expectBytes('encapsulatedRequest', sealed, wanted);
    else expectChunked('encapsulatedRequest', sealed, wanted, headSizeOf(party));
  }
  if (!entry.has('encapsulatedResponse')) return true;
  const wire = entry.hex('encapsulatedResponse');
  for (const step of stepsFor(shape.response, wire.length)) {
    const response = await openResponse(context, shape, wire, step);
    if (entry.has('response')) expectBytes('response', response, entry.hex('response'));
  }
  return true;
}

async function sealAsClient(entry: Entry, party: Party, kind: MessageKind): Promise<Bytes> {
  const seal = await prepared(party, kind, entry);
  const request = entry.hex('request');
  if (kind === 'single') return (await seal.seal(request)).bytes;
  const sizes = entry.has('requestChunkSizes')
    ? entry.numbers('requestChunkSizes')
    : chunkSizesOf(entry.hex('encapsulatedRequest'), headSizeOf(party));
  const { sealer } = seal.sealChunks();
  const parts = [sealer.start()];
  const pieces = cut(request, sizes);
  for (const [i, piece] of pieces.entries()) {
    parts.push(await (i < pieces.length - 1 ? sealer.chunk(piece) : sealer.final(piece)));
  }
  return concat(...parts);
}

async function openResponse(
  context: ResponseContext,
  shape: Shape,
  wire: Bytes,
  step: number,
): Promise<Bytes> {
  if (shape.response === 'single') return context.openSingle(wire);
  const opener = context.openChunks({ maxChunkSize: LARGEST_CHUNK });
  const opened: Bytes[] = [];
  for (let at = 0; at < wire.length; at += step) {
    opened.push(...(await opener.push(wire.subarray(at, at + step))));
  }
  return concat(...opened, await opener.end());
}

async function openAsGateway(
  entry: Entry,
  party: Party,
  kind: MessageKind,
): Promise<OpenedRequest> {
  const secret = secretOf(entry);
  if (!secret) throw new Error('no skR');
  const key = gatewayKeyOf(party.keyId, await exactPrivateKey(party.kem, secret), [party.suite]);
  const type = kind === 'single' ? MEDIA.request : MEDIA.chunkedRequest;
  // Whoever seals writes the nonce in front, so a response tells it where no field does.
  const written = entry.hexOr('encapsulatedResponse', undefined)?.slice(0, nonceSizeOf(party));
  const nonce = entry.hexOr('responseNonce', written);
  const random = (length: number): Bytes => nonce ?? crypto.getRandomValues(new Uint8Array(length));
  const opened = await openRequest([key], type, entry.hex('encapsulatedRequest'), { random });
  if (entry.has('request')) expectBytes('opened request', opened.plaintext, entry.hex('request'));
  return opened;
}

async function checkGateway(entry: Entry, party: Party, shape: Shape): Promise<boolean> {
  const secret = secretOf(entry);
  if (!secret || !entry.has('encapsulatedRequest')) return false;
  const opened = await openAsGateway(entry, party, shape.request);
  await checkSecrets(entry, party, shape, opened.enc, secret);
  const wire = entry.hexOr('encapsulatedResponse', undefined);
  if (!wire || !entry.has('response')) return true;
  const response = entry.hex('response');
  if (shape.response === 'single') {
    expectBytes('sealed response', await opened.sealSingle(response), wire);
    return true;
  }
  // Another implementation's chunks are of its own choosing: they are read off the wire.
  const nonceSize = nonceSizeOf(party);
  const sizes = entry.has('responseChunkSizes')
    ? entry.numbers('responseChunkSizes')
    : chunkSizesOf(wire, nonceSize);
  const sealed = await sealAll(opened, cut(response, sizes));
  expectChunked('sealed response', sealed, wire, nonceSize);
  return true;
}

async function sealAll(opened: OpenedRequest, pieces: readonly Bytes[]): Promise<Bytes> {
  const sealer = await opened.sealChunks({ maxChunkSize: LARGEST_CHUNK });
  const parts = [sealer.start()];
  for (const piece of pieces.slice(0, -1)) parts.push(await sealer.chunk(piece));
  parts.push(await sealer.final(pieces.at(-1) ?? new Uint8Array(0)));
  return concat(...parts);
}
