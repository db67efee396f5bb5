/** Our gateway behind a relay that knows nothing of us, and our relay before a gateway that knows nothing of us. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { concat, fromUtf8, utf8 } from '../../lib/bytes/index.ts';
import {
  chooseKeyConfig,
  decodeResponse,
  encodeRequest,
  MEDIA,
  parseKeyConfigs,
  prepareSeal,
  PRODUCT_SUITE,
} from '../../lib/ohttp/index.ts';
import { startRelay } from '../../stack/relay/relay.ts';
import { post, readAnswer, sealAsk, verifyEnclave } from '../fakes/device.ts';
import { openDesk } from '../fakes/open-desk.ts';
import { startPlainGateway, startPlainRelay } from '../fakes/plain-ohttp.ts';

describe('our gateway behind a plain relay', () => {
  it('answers an ask in chunks, receipt and all', async () => {
    const { stack, trust } = await openDesk({ words: ['through', 'a', 'stranger'] });
    const relay = await startPlainRelay(`${stack.gatewayUrl}/ask`);
    // What a plain relay does not serve comes from the gateway's own GETs, over any cache that everybody shares.
    const enclave = await verifyEnclave(stack.gatewayUrl, trust);
    const sealed = await sealAsk(enclave);
    const answer = await readAnswer(enclave, sealed, await post(relay.url, sealed.sealed));
    expect(answer.text).toBe('through a stranger');
    expect(answer.receipt).toMatchObject({ ok: true });
    expect(relay.types).toEqual([MEDIA.chunkedRequest, MEDIA.chunkedResponse]);
  });

  it('is found at the well-known place of RFC 9540, for keys and for requests', async () => {
    const { stack, enclave } = await openDesk({ words: ['found'] });
    const place = `${stack.gatewayUrl}/.well-known/ohttp-gateway`;
    const keys = await fetch(place, { headers: { accept: MEDIA.keys } });
    expect(keys.headers.get('content-type')).toBe(MEDIA.keys);
    expect(new Uint8Array(await keys.arrayBuffer())).toEqual(enclave.keys);
    const relay = await startPlainRelay(place);
    const sealed = await sealAsk(enclave);
    const answer = await readAnswer(enclave, sealed, await post(relay.url, sealed.sealed));
    expect(answer.text).toBe('found');
  });

  it('answers a single-shot request whole, in the size of its class', async () => {
    const { stack, enclave } = await openDesk({ words: ['in', 'one', 'piece'] });
    const relay = await startPlainRelay(`${stack.gatewayUrl}/ask`);
    const { requestBytes } = await sealAsk(enclave);
    const chosen = chooseKeyConfig(parseKeyConfigs(enclave.keys), [PRODUCT_SUITE]);
    const prepared = await prepareSeal(chosen, 'single');
    const sealed = await prepared.seal(concat(requestBytes, new Uint8Array(2000)));
    const response = await post(relay.url, sealed);
    expect(response.headers.get('content-type')).toBe(MEDIA.response);
    const body = new Uint8Array(await response.arrayBuffer());
    const plaintext = await sealed.openSingle(body);
    expect(plaintext.length).toBe(64 * 256);
    const opened = decodeResponse(plaintext);
    expect(opened.status).toBe(200);
    expect(fromUtf8(opened.content)).toContain('piece');
    expect(opened.trailers[0]?.[0]).toBe('sotto-receipt');
  });
});

describe('our relay before a plain gateway', () => {
  it('carries its keys and its single-shot exchanges', async () => {
    const gateway = await startPlainGateway();
    const relay = await startRelay({
      operator: 'somebody',
      gateways: [],
      plain: [{ name: 'other', ...gateway }],
      log: () => undefined,
    });
    onTestFinished(() => relay.close());
    const keys = new Uint8Array(await (await fetch(`${relay.url}/g/other/keys`)).arrayBuffer());
    const chosen = chooseKeyConfig(parseKeyConfigs(keys), [PRODUCT_SUITE]);
    const request = encodeRequest({
      method: 'GET',
      scheme: 'https',
      authority: 'target.example',
      path: '/weather',
      fields: [],
      content: utf8(''),
      trailers: [],
    });
    const sealed = await (await prepareSeal(chosen, 'single')).seal(request);
    const response = await post(`${relay.url}/g/other`, sealed);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, MEDIA.response]);
    const opened = decodeResponse(
      await sealed.openSingle(new Uint8Array(await response.arrayBuffer())),
    );
    expect([opened.status, fromUtf8(opened.content)]).toEqual([200, '/weather']);
    for (const absent of ['transcript', 'evidence', 'log/checkpoint']) {
      expect((await fetch(`${relay.url}/g/other/${absent}`)).status).toBe(404);
    }
    const listed: unknown = await (await fetch(`${relay.url}/gateways`)).json();
    expect(listed).toEqual({ version: 1, gateways: [] });
  });
});
