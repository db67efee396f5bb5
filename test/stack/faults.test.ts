import { describe, expect, it, onTestFinished } from 'vitest';
import { ask, post, readAnswer, sealAsk, verifyEnclave } from '../fakes/device.ts';
import { startFaultyRelay, type AskFault } from '../fakes/faulty-relay.ts';
import { openDesk, type Desk } from '../fakes/open-desk.ts';

async function openFaultyDesk() {
  const desk: Desk = await openDesk();
  const relay = await startFaultyRelay(desk.stack.relayUrl);
  onTestFinished(() => relay.close());
  return { ...desk, relay, url: `${relay.url}/g/${desk.stack.gatewayName}` };
}

describe('a relay with no fault', () => {
  it('passes an ask on, of which it saw only sealed bytes', async () => {
    const { url, enclave, relay } = await openFaultyDesk();
    const question = 'Whose secret is the harbour tower?';
    const answer = await ask(url, enclave, { question });
    expect(answer.receipt).toMatchObject({ ok: true });
    const [exchange] = relay.exchanges;
    const seen = Buffer.concat([
      exchange?.request ?? Buffer.alloc(0),
      exchange?.response ?? Buffer.alloc(0),
    ]);
    expect(seen.length).toBeGreaterThan(4096 + 64 * 256);
    expect(seen.toString('latin1')).not.toMatch(/harbour|secret|messages|choices|sotto|data:/);
    expect(exchange?.request.length).toBe(4096);
  });
});

describe('a relay that tampers with an answer', () => {
  it.each<[string, AskFault]>([
    ['breaks the connection off', { kind: 'reset', afterBytes: 5000 }],
    ['ends it at a frame', { kind: 'end', afterBytes: 32 + 10 * 274 }],
    ['ends it before the last frame', { kind: 'end', afterBytes: 32 + 63 * 274 }],
    ['ends it within a frame', { kind: 'end', afterBytes: 5000 }],
    ['turns a bit', { kind: 'tamper', atByte: 3000 }],
    ['turns a bit of the nonce', { kind: 'tamper', atByte: 1 }],
    ['adds bytes', { kind: 'oversize', bytes: 100_000 }],
    ['gives it another type', { kind: 'wrong-type', mediaType: 'text/event-stream' }],
    ['shows a page', { kind: 'page' }],
    ['answers 500', { kind: 'status', status: 500 }],
    ['gives the refused copy of a request', { kind: 'replay-answer' }],
  ])('that %s is noticed', async (_, fault) => {
    const { url, enclave, relay } = await openFaultyDesk();
    if (fault.kind === 'replay-answer') await ask(url, enclave);
    relay.faults.ask = fault;
    await expect(ask(url, enclave)).rejects.toThrow();
  });

  it('that sends a request twice gets a refusal for the second, and the model is asked once', async () => {
    const { url, enclave, relay, model } = await openFaultyDesk();
    relay.faults.ask = { kind: 'replay-request' };
    const sealed = await sealAsk(enclave);
    const answer = await readAnswer(enclave, sealed, await post(url, sealed.sealed));
    expect([answer.status, answer.body]).toEqual([409, expect.stringContaining('replayed')]);
    expect(model.requests).toHaveLength(1);
  });

  it('that is slow only makes it slow', async () => {
    const { url, enclave, relay } = await openFaultyDesk();
    relay.faults.ask = { kind: 'slow', everyMs: 2 };
    expect((await ask(url, enclave)).receipt).toMatchObject({ ok: true });
  });
});

describe('a relay that tampers with what a device verifies', () => {
  it.each(['keys', 'transcript', 'evidence'] as const)('%s', async (resource) => {
    const { url, trust, relay } = await openFaultyDesk();
    relay.faults[resource] = (body) => {
      const changed = Buffer.from(body);
      changed[changed.length - 40] = (changed[changed.length - 40] ?? 0) ^ 1;
      return changed;
    };
    await expect(verifyEnclave(url, trust)).rejects.toThrow(/keys-differ|-invalid/);
  });

  it('with the evidence of another enclave', async () => {
    const { url, trust, relay } = await openFaultyDesk();
    const other = await openDesk();
    const foreign = other.enclave.verified.evidence;
    relay.faults.evidence = () => Buffer.from(foreign);
    await expect(verifyEnclave(url, trust)).rejects.toThrow();
    // Nor does it help that the other enclave's root is trusted: the nonce and the binding are not ours.
    const both = { ...trust, anchors: [...trust.anchors, ...other.trust.anchors] };
    await expect(verifyEnclave(url, both)).rejects.toThrow('nonce-mismatch');
  });

  it('with keys and transcript of another gateway', async () => {
    const { url, trust, relay } = await openFaultyDesk();
    const other = await openDesk();
    const pair = await Promise.all(
      ['keys', 'transcript'].map(async (name) => {
        return Buffer.from(await (await fetch(`${other.url}/${name}`)).arrayBuffer());
      }),
    );
    relay.faults.keys = () => pair[0] ?? Buffer.alloc(0);
    relay.faults.transcript = () => pair[1] ?? Buffer.alloc(0);
    await expect(verifyEnclave(url, trust)).rejects.toThrow('binding-mismatch');
  });
});
