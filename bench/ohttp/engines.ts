/**
 * What is compared: our client, the other packages with a thin layer of Oblivious HTTP, and the limit, which is
 * WebCrypto's X25519 and the fastest AEAD of the runtime over the same bytes and nothing else. Each is cut into what a
 * client does before the answer, what the gateway does (never timed), and what the client does after it.
 */
import { Chacha20Poly1305 } from '@hpke/chacha20poly1305';
import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { AeadId, CipherSuite as JsSuite, KdfId, KemId } from 'hpke-js';
import {
  AEAD_AES_128_GCM,
  CipherSuite as PanvaSuite,
  KDF_HKDF_SHA256,
  KEM_DHKEM_X25519_HKDF_SHA256,
} from 'hpke';
import { deriveResponseKeys, encryptChunk, Identity, PROTOCOL } from 'ehbp';
import { concat, toHex, utf8, type Bytes } from '../../lib/bytes/index.ts';
import {
  createGatewayKey,
  openRequest,
  prepareSeal,
  type GatewayKey,
  type Suite,
} from '../../lib/ohttp/index.ts';
import { HKDF_SHA256 } from '../../lib/ohttp/interop/index.ts';
import { random } from './primitives.ts';

/** One exchange under way: called in this order, once each. */
export interface Exchange {
  answer(bytes: Bytes): Promise<void>;
  open(): Promise<unknown>;
}
export interface Engine {
  readonly name: string;
  seal(bytes: Bytes): Promise<Exchange>;
}

export async function ours(name: string, suite: Suite): Promise<Engine> {
  const key = await createGatewayKey(1, [suite]);
  return { name, seal: (bytes) => sealOurs(key, suite, bytes) };
}

async function sealOurs(key: GatewayKey, suite: Suite, bytes: Bytes): Promise<Exchange> {
  const sealed = await (await prepareSeal({ config: key.config, suite }, 'single')).seal(bytes);
  let wire: Bytes;
  return {
    async answer(response) {
      const opened = await openRequest([key], sealed.mediaType, sealed.bytes, { random });
      wire = await opened.sealSingle(response);
    },
    open: () => sealed.openSingle(wire),
  };
}

/** The limit: nothing but the primitives. */
export function limit(
  x25519: () => Promise<void>,
  seal: (bytes: Bytes) => Promise<Bytes>,
  open: (bytes: Bytes) => Promise<unknown>,
): Engine {
  return {
    name: 'limit',
    async seal(bytes) {
      await x25519();
      await seal(bytes);
      let wire: Bytes;
      return {
        async answer(response) {
          wire = await seal(response);
        },
        open: () => open(wire),
      };
    },
  };
}

/** What the thin layer needs of an HPKE package. */
interface Sender {
  readonly enc: Bytes;
  seal(bytes: Bytes): Promise<Bytes>;
  export(label: Bytes): Promise<Bytes>;
}

const INFO = concat(utf8('message/bhttp request'), Uint8Array.of(0, 1, 0, 32, 0, 1, 0, 1));
const LABEL = utf8('message/bhttp response');

/** The thin layer: AES-128-GCM by WebCrypto and our own HMAC, which favours the packages. */
function thin(name: string, setUp: () => Promise<Sender>): Engine {
  const responseKey = async (sender: Sender, nonce: Bytes): Promise<[CryptoKey, Bytes]> => {
    const key = HKDF_SHA256.extract(concat(sender.enc, nonce), await sender.export(LABEL));
    const raw = HKDF_SHA256.expand(key, utf8('key'), 16);
    const usages: KeyUsage[] = ['encrypt', 'decrypt'];
    return [
      await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, usages),
      HKDF_SHA256.expand(key, utf8('nonce'), 12),
    ];
  };
  return {
    name,
    async seal(bytes) {
      const sender = await setUp();
      concat(INFO.subarray(22), sender.enc, await sender.seal(bytes));
      let wire: Bytes;
      return {
        async answer(response) {
          const nonce = random(16);
          const [key, iv] = await responseKey(sender, nonce);
          const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, response);
          wire = concat(nonce, new Uint8Array(sealed));
        },
        async open() {
          const [key, iv] = await responseKey(sender, wire.subarray(0, 16));
          return crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, wire.subarray(16));
        },
      };
    },
  };
}

interface CoreContext {
  readonly enc: ArrayBuffer;
  seal(data: Bytes): Promise<ArrayBuffer>;
  export(context: Bytes, length: number): Promise<ArrayBuffer>;
}

function ofCore(context: CoreContext): Sender {
  return {
    enc: new Uint8Array(context.enc),
    seal: async (bytes) => new Uint8Array(await context.seal(bytes)),
    export: async (label) => new Uint8Array(await context.export(label, 16)),
  };
}

export async function peers(): Promise<Engine[]> {
  const parts = { kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256() };
  const core = async (name: string, aead: Aes128Gcm | Chacha20Poly1305): Promise<Engine> => {
    const suite = new CipherSuite({ ...parts, aead });
    const { publicKey } = await suite.kem.generateKeyPair();
    const options = { recipientPublicKey: publicKey, info: INFO };
    return thin(name, async () => ofCore(await suite.createSenderContext(options)));
  };
  const js = async (name: string, aead: AeadId): Promise<Engine> => {
    const suite = new JsSuite({ kem: KemId.DhkemX25519HkdfSha256, kdf: KdfId.HkdfSha256, aead });
    const { publicKey } = await suite.kem.generateKeyPair();
    const options = { recipientPublicKey: publicKey, info: INFO };
    return thin(name, async () => ofCore(await suite.createSenderContext(options)));
  };
  return Promise.all([
    core('@hpke/core AES', new Aes128Gcm()),
    core('@hpke/core ChaCha', new Chacha20Poly1305()),
    js('hpke-js AES', AeadId.Aes128Gcm),
    js('hpke-js ChaCha', AeadId.Chacha20Poly1305),
    panva(),
    ehbp(),
  ]);
}

async function panva(): Promise<Engine> {
  const suite = new PanvaSuite(KEM_DHKEM_X25519_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_128_GCM);
  const { publicKey } = await suite.GenerateKeyPair();
  return thin('hpke AES', async () => {
    const { encapsulatedSecret, ctx } = await suite.SetupSender(publicKey, { info: INFO });
    return {
      enc: new Uint8Array(encapsulatedSecret),
      seal: async (bytes) => new Uint8Array(await ctx.Seal(bytes)),
      export: async (label) => new Uint8Array(await ctx.Export(label, 16)),
    };
  });
}

/** Speaks a protocol of its own, on Request and Response objects. */
async function ehbp(): Promise<Engine> {
  const identity = await Identity.generate();
  return {
    name: 'ehbp',
    async seal(bytes) {
      const asked = new Request('http://localhost/', { method: 'POST', body: bytes });
      const { request, context } = await identity.encryptRequestWithContext(asked);
      await request.arrayBuffer();
      if (!context) throw new Error('ehbp made no context');
      let response: Response;
      return {
        async answer(answer) {
          const nonce = random(32);
          const secret = await context.senderContext.Export(utf8('ehbp response'), 32);
          const keys = await deriveResponseKeys(secret, context.requestEnc, nonce);
          const sealed = await encryptChunk(keys, 0, answer);
          const head = new Uint8Array(4);
          new DataView(head.buffer).setUint32(0, sealed.length);
          const headers = { [PROTOCOL.RESPONSE_NONCE_HEADER]: toHex(nonce) };
          response = new Response(concat(head, sealed), { headers });
        },
        open: async () =>
          (await identity.decryptResponseWithContext(response, context)).arrayBuffer(),
      };
    },
  };
}
