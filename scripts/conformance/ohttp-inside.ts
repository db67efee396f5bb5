/** What stands inside an exchange: the values that it is derived from, and what its plaintexts are. */
import { concat, fromUtf8, type Bytes } from '../../lib/bytes/index.ts';
import { decodeRequest, decodeResponse } from '../../lib/ohttp/index.ts';
import {
  HEADER_SIZE,
  keySchedule,
  requestInfo,
  responseSecrets,
} from '../../lib/ohttp/interop/index.ts';
import type { Entry } from './ohttp-entry.ts';
import { expectBytes, expectSame } from './ohttp-expect.ts';
import type { Party, Shape } from './ohttp-parties.ts';

/** The intermediate values: info, and the response's secret, salt, prk, key and nonce. */
export async function checkSecrets(
  entry: Entry,
  { kem, suite }: Party,
  shape: Shape,
  enc: Bytes,
  secret: Bytes,
): Promise<void> {
  const info = requestInfo(
    shape.request,
    entry.hex('encapsulatedRequest').subarray(0, HEADER_SIZE),
  );
  if (entry.has('enc')) expectBytes('enc', enc, entry.hex('enc'));
  if (entry.has('info')) expectBytes('info', info, entry.hex('info'));
  if (!entry.has('responseNonce')) return;
  const { exporterSecret } = keySchedule(suite, await kem.decap(enc, secret), info);
  const salt = concat(enc, entry.hex('responseNonce'));
  const derived = { salt, ...responseSecrets(suite, exporterSecret, shape.response, salt) };
  const places = [entry, ...(entry.has('responseKeys') ? [entry.entry('responseKeys')] : [])];
  for (const [name, value] of Object.entries(derived)) {
    for (const wanted of places) {
      if (wanted.has(name)) expectBytes(name, value, wanted.hex(name));
    }
  }
}

export function checkDecoded(entry: Entry): void {
  if (entry.has('requestDecoded')) {
    const { method, path } = decodeRequest(entry.hex('request'));
    const wanted = entry.entry('requestDecoded');
    expectSame('requestDecoded', [method, path], [wanted.text('method'), wanted.text('path')]);
  }
  if (entry.has('responseDecoded')) {
    const { status } = decodeResponse(entry.hex('response'));
    expectSame('responseDecoded', status, entry.entry('responseDecoded').number('status'));
  }
}

export function checkInner(entry: Entry, { inner, response }: Shape): void {
  if (inner === 'bhttp') {
    if (entry.has('request')) decodeRequest(entry.hex('request'));
    if (entry.has('response')) decodeResponse(entry.hex('response'));
  }
  if (inner === 'json') {
    JSON.parse(fromUtf8(entry.hex('request')));
    if (response === 'single') JSON.parse(fromUtf8(entry.hex('response')));
  }
}
