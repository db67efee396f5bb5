/** HPKE known answers (RFC 9180 appendix A, draft-ietf-hpke-pq): every value that an entry gives, on both sides. */
import { type Bytes } from '../../lib/bytes/index.ts';
import {
  aeadOf,
  hpkeSetup,
  kemsOf,
  nonceAt,
  type Aead,
  type ExactKem,
  type HpkeSetup,
} from '../../lib/ohttp/interop/index.ts';
import type { Entry } from './ohttp-entry.ts';
import { expectBytes, expectRefused } from './ohttp-expect.ts';

const NONE: Bytes = new Uint8Array(0);

export async function checkHpke(entry: Entry): Promise<void> {
  const kems = kemsOf(entry.number('kem_id'));
  const aead = aeadOf(entry.number('aead_id'));
  if (kems.length === 0 || !aead) throw new Error('suite not known');
  for (const kem of kems) await checkWith(kem, aead, entry);
}

async function checkWith(kem: ExactKem, aead: Aead, entry: Entry): Promise<void> {
  const mode = entry.number('mode');
  const skR = await checkPair(kem, entry, 'R');
  const skS = mode >= 2 ? await checkPair(kem, entry, 'S') : undefined;
  const pkR = await kem.publicKeyOf(skR);
  const pkS = skS ? await kem.publicKeyOf(skS) : undefined;
  const sharedSecret = await kem.decap(entry.hex('enc'), skR, pkS);
  if (entry.has('shared_secret')) {
    expectBytes('shared_secret', sharedSecret, entry.hex('shared_secret'));
  }
  await checkEncap(kem, entry, pkR, skS);
  const inputs = {
    kem,
    kdfId: entry.number('kdf_id'),
    aead,
    mode,
    info: entry.hex('info'),
    psk: entry.hexOr('psk', NONE),
    pskId: entry.hexOr('psk_id', NONE),
  };
  const setup = hpkeSetup(inputs, sharedSecret);
  checkSetup(entry, setup);
  await checkMessages(entry, aead, setup);
}

/** The secret key of a party, derived where the entry gives keying material, and compared with what it gives. */
async function checkPair(kem: ExactKem, entry: Entry, who: 'R' | 'S'): Promise<Bytes> {
  const [ikm, skName, pkName] = [`ikm${who}`, `sk${who}m`, `pk${who}m`];
  const given = entry.hexOr(skName, undefined);
  const secret = entry.has(ikm) ? kem.deriveSecret(entry.hex(ikm)) : (given ?? entry.hex(skName));
  if (given) {
    // Montgomery secrets may be printed before or after clamping; their public keys tell.
    if (!entry.has(pkName)) expectBytes(skName, secret, given);
    expectBytes(
      `public key of ${skName}`,
      await kem.publicKeyOf(given),
      await kem.publicKeyOf(secret),
    );
  }
  if (entry.has(pkName)) expectBytes(pkName, await kem.publicKeyOf(secret), entry.hex(pkName));
  return secret;
}

/** A DHKEM's ephemeral key is derived from ikmE; the hybrid takes ikmE as its randomness. */
async function checkEncap(kem: ExactKem, entry: Entry, pkR: Bytes, skS?: Bytes): Promise<void> {
  const ikmE = entry.hexOr('ikmE', undefined);
  const isDh = entry.has('skEm') || entry.has('pkEm') || kem.id < 0x0040;
  const derived = ikmE && (isDh ? kem.deriveSecret(ikmE) : ikmE);
  const ephemeral = derived ?? entry.hexOr('skEm', undefined);
  if (!ephemeral) return;
  const { enc, sharedSecret } = await kem.encap(pkR, ephemeral, skS);
  expectBytes('enc', enc, entry.hex('enc'));
  if (entry.has('pkEm')) expectBytes('pkEm', enc, entry.hex('pkEm'));
  if (entry.has('skEm')) {
    const again = await kem.encap(pkR, entry.hex('skEm'), skS);
    expectBytes('enc by skEm', again.enc, enc);
  }
  if (entry.has('shared_secret')) {
    expectBytes('encapsulated', sharedSecret, entry.hex('shared_secret'));
  }
}

function checkSetup(entry: Entry, setup: HpkeSetup): void {
  const values: Record<string, Bytes | undefined> = {
    key: setup.key,
    base_nonce: setup.baseNonce,
    exporter_secret: setup.exporterSecret,
    key_schedule_context: setup.context,
    secret: setup.secret,
  };
  for (const [name, value] of Object.entries(values)) {
    if (value && entry.has(name)) expectBytes(name, value, entry.hex(name));
  }
  for (const exported of entry.has('exports') ? entry.entries('exports') : []) {
    const context = exported.hex('exporter_context');
    const value = setup.export(context, exported.number('L'));
    expectBytes('exported_value', value, exported.hex('exported_value'));
  }
}

async function checkMessages(entry: Entry, aead: Aead, setup: HpkeSetup): Promise<void> {
  const messages = entry.has('encryptions') ? entry.entries('encryptions') : [];
  if (messages.length === 0) return;
  const key = await aead.importKey(setup.key.slice());
  for (const [i, message] of messages.entries()) {
    const nonce = nonceAt(setup.baseNonce, message.has('seq') ? message.number('seq') : i);
    if (message.has('nonce')) expectBytes('nonce', nonce, message.hex('nonce'));
    const [aad, plaintext, sealed] = [message.hex('aad'), message.hex('pt'), message.hex('ct')];
    expectBytes('ct', await key.seal(nonce, plaintext, aad), sealed);
    expectBytes('pt', await key.open(nonce, sealed, aad), plaintext);
    const wrong = sealed.map((byte, at) => (at === 0 ? byte ^ 1 : byte));
    await expectRefused('changed ct', async () => key.open(nonce, wrong, aad));
  }
}
