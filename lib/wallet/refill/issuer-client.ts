/**
 * Speaking to the issuer: its note from the relay's copy, and sealed exchanges with it over the relay, all requests of
 * one size, so that the relay cannot tell a look from a purchase and the issuer cannot tell from where either came.
 */
import { concat, equal, fromUtf8, toBase64Url, utf8, type Bytes } from '../../bytes/index.ts';
import { BATCH_MEDIA, openIssuerNote, type IssuerNote } from '../../credits/index.ts';
import { codeOf } from '../../errors/index.ts';
import { HYBRID_SUITE } from '../../ohttp/hybrid/index.ts';
import {
  chooseKeyConfig,
  decodeResponse,
  encodeRequest,
  paddingFor,
  parseKeyConfigs,
  prepareSeal,
  PRODUCT_SUITE,
  type BinaryResponse,
  type Field,
} from '../../ohttp/index.ts';
import { record, text } from '../../shape/index.ts';
import { WalletError, type WalletErrorCode } from '../errors.ts';
import type { PurseId } from '../state.ts';

/** The way to an issuer, handed in: over the relay, and nothing else. */
export interface IssuerWay {
  /** The relay's copy of its note. */
  readonly note: (signal: AbortSignal) => Promise<Bytes>;
  /** One sealed exchange. */
  readonly carry: (sealed: Bytes, signal: AbortSignal) => Promise<Bytes>;
}

/** The one size of every sealed request to an issuer. */
const BUCKETS = [16_384];
const REFUSALS: Readonly<Record<string, WalletErrorCode>> = {
  'voucher-invalid': 'credits-voucher-invalid',
  'voucher-expired': 'credits-voucher-expired',
  'voucher-used': 'credits-voucher-used',
};

/**
 * The issuer's note, fetched twice: from the relay's copy, which cannot be meant for one person by the issuer, and
 * sealed from the issuer itself, who does not know who asks. Throws WalletError unless both are the same bytes.
 */
export async function readNote(
  way: IssuerWay,
  id: PurseId,
  signal: AbortSignal,
): Promise<IssuerNote> {
  const copy = await reach(() => way.note(signal));
  const note = await openNote(copy, id);
  const own = await exchange(way, note, { method: 'GET', path: '/note' }, signal);
  if (own.status !== 200) throw new WalletError('credits-issuer-unreachable', 'note');
  if (equal(own.content, copy)) return note;
  const other = await openNote(own.content, id);
  const isForked = note.keys.some(({ number, entry }) =>
    other.keys.some((key) => key.number === number && !equal(key.entry, entry)),
  );
  if (isForked) throw new WalletError('credits-keys-differ', 'two notes');
  // The relay's copy is renewed by the clock and may be of before the last turn of the keys: nothing is bought until
  // both are the same.
  throw new WalletError('credits-issuer-unreachable', 'another edition of the note');
}

async function openNote(
  bytes: Bytes,
  { issuer, verifierKey, service }: PurseId,
): Promise<IssuerNote> {
  try {
    return await openIssuerNote(bytes, { name: issuer, verifierKey, service });
  } catch (cause) {
    throw new WalletError('credits-issuer-invalid', undefined, { cause });
  }
}

export interface Bought {
  readonly batch: Bytes;
  /** False where the issuer says that the voucher is worth nothing more. */
  readonly hasMore: boolean;
}

/** Hands a voucher and a batch in. Throws WalletError with what the issuer said. */
export async function buyBatch(
  way: IssuerWay,
  note: IssuerNote,
  order: { readonly voucher: string; readonly batch: Bytes },
  signal: AbortSignal,
): Promise<Bought> {
  const fields: Field[] = [
    ['content-type', BATCH_MEDIA.request],
    ['sotto-voucher', toBase64Url(utf8(order.voucher))],
  ];
  const request = { method: 'POST', path: '/token-request', fields, content: order.batch };
  const response = await exchange(way, note, request, signal);
  if (response.status === 200) {
    const left = response.fields.find(([name]) => name === 'sotto-batches-left')?.[1];
    return { batch: response.content, hasMore: left !== '0' };
  }
  throw new WalletError(REFUSALS[codeIn(response)] ?? 'credits-issuer-unreachable', 'refused');
}

async function exchange(
  way: IssuerWay,
  note: IssuerNote,
  inner: { method: string; path: string; fields?: readonly Field[]; content?: Bytes },
  signal: AbortSignal,
): Promise<BinaryResponse> {
  const { fields = [], content = new Uint8Array(0) } = inner;
  const plain = encodeRequest({
    ...{ method: inner.method, scheme: 'https', authority: note.name, path: inner.path },
    ...{ fields, content, trailers: [] },
  });
  const chosen = chooseKeyConfig(parseKeyConfigs(note.keyConfig), [HYBRID_SUITE, PRODUCT_SUITE]);
  const padding = new Uint8Array(paddingFor(chosen.suite, 'chunked', plain.length, BUCKETS));
  const prepared = await prepareSeal(chosen, 'chunked');
  const sealed = await prepared.seal(concat(plain, padding));
  try {
    const body = await reach(() => way.carry(sealed.bytes, signal));
    const opener = sealed.openChunks();
    const chunks = await opener.push(body);
    return decodeResponse(concat(...chunks, await opener.end()));
  } finally {
    sealed.wipe();
  }
}

/** Whatever the way says is the way's word: try again later. */
async function reach<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    throw new WalletError('credits-issuer-unreachable', codeOf(cause), { cause });
  }
}

/** Unknown words of an issuer count as its being out of reach. */
const refusalShape = record({ error: record({ code: text(64) }) });

function codeIn({ content }: BinaryResponse): string {
  try {
    return refusalShape(JSON.parse(fromUtf8(content))).error.code;
  } catch {
    return '';
  }
}
