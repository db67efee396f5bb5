import { describe, expect, it } from 'vitest';
import {
  acceptPage,
  applyToAppState,
  connectWorker,
  parseFromWorker,
  parseToWorker,
  PORT_NAME,
  requireOwnPage,
  type AppState,
  type Sender,
} from '../../lib/messages/index.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings/index.ts';
import { SELF } from '../fakes/desk.ts';
import { FakePort } from '../fakes/port.ts';

const OWN: Sender = { id: SELF.id, url: `${SELF.pagesUrl}popup.html` };

const STATE: AppState = {
  draft: {
    quote: 'q',
    origin: 'menu',
    title: '',
    url: '',
    includeTitle: true,
    includeUrl: true,
    question: '',
    actionId: null,
  },
  enclave: { phase: 'unset' },
  ask: {
    id: 'a1',
    phase: 'streaming',
    draft: {
      quote: 'q',
      origin: 'menu',
      title: '',
      url: '',
      includeTitle: true,
      includeUrl: true,
      question: 'w',
      actionId: null,
    },
    model: 'm',
    place: { thread: 'a1', turn: 1 },
    answerText: 'Hello',
    isProvisional: true,
    isLanguageModel: true,
    startedAtMs: 1,
    proof: {
      enclave: 'holds',
      sealed: 'holds',
      answered: 'pending',
      receipt: 'pending',
      settlement: 'not-watched',
    },
  },
  thread: [],
  asks: [
    {
      ...{ id: 'a1', phase: 'queued', preview: 'w', model: 'm', startedAtMs: 1 },
      ...{ place: { thread: 'a0', turn: 2, after: 'a0', cut: 1 }, wait: 'return' },
    },
  ],
  follow: null,
  settings: DEFAULT_SETTINGS,
  leaves: null,
};

describe('a sender', () => {
  it('is one of our own pages', () => {
    expect(() => requireOwnPage(OWN, SELF)).not.toThrow();
  });

  it.each<[string, Sender | undefined]>([
    ['nobody', undefined],
    ['a script of ours inside a web page', { id: SELF.id, url: 'https://news.example/' }],
    ['another extension', { id: 'other', url: 'chrome-extension://other/popup.html' }],
    ['another extension with our address', { id: 'other', url: OWN.url }],
    ['a host that begins like us', { id: SELF.id, url: 'chrome-extension://sotto-id.evil/x' }],
    ['a web page', { url: 'https://news.example/' }],
    ['a page without an address', { id: SELF.id }],
  ])('is not %s', (_, sender) => {
    expect(() => requireOwnPage(sender, SELF)).toThrow('sender-refused');
  });
});

describe('a command', () => {
  it.each<unknown>([
    { type: 'app/open' },
    { type: 'page/seen', isSeen: false },
    { type: 'draft/change', draft: { question: 'x', actionId: null } },
    { type: 'ask/start' },
    { type: 'ask/start', model: 'm' },
    { type: 'ask/show', id: null },
    { type: 'follow/change', after: 'a1', draft: { question: 'x' } },
    { type: 'ask/follow', after: 'a1', model: 'm' },
    { type: 'ask/again', id: 'a1' },
    { type: 'ask/edit', id: 'a1' },
    { type: 'ask/wait', id: 'a1', until: 'return' },
    { type: 'proofs/forget-all', ids: [], untilMs: 50 },
    { type: 'settings/write', settings: { anything: 1 } },
  ])('is understood: %j', (command) => {
    expect(parseToWorker(command)).toEqual(command);
  });

  it.each<unknown>([
    null,
    'app/open',
    [],
    {},
    { type: 'app/opened' },
    { type: 'constructor' },
    { type: '__proto__' },
    { type: 'app/open', extra: 1 },
    { type: 'draft/change', draft: { url: 'https://planted.example/' } },
    { type: 'draft/change', draft: { question: 7 } },
    { type: 'draft/change', draft: { quote: 'x'.repeat(1_000_001) } },
    { type: 'ask/stop', id: '../x' },
    { type: 'follow/change', after: 'a1', draft: { quote: 'planted' } },
    { type: 'ask/wait', id: 'a1', until: 'never' },
    { type: 'proofs/forget-all', ids: [], untilMs: -1 },
    // What only looks is not the worker's to answer.
    { type: 'proofs/list', search: '', limit: 50 },
  ])('is refused: %j', (command) => {
    expect(() => parseToWorker(command)).toThrow('message-invalid');
  });
});

describe('a snapshot', () => {
  it('passes whole', () => {
    expect(parseFromWorker({ type: 'app/state', ...STATE })).toEqual({
      type: 'app/state',
      ...STATE,
    });
  });

  it('is refused with a state that there is not', () => {
    const ask = { ...STATE.ask, proof: { ...STATE.ask?.proof, receipt: 'probably' } };
    expect(() => parseFromWorker({ type: 'app/state', ...STATE, ask })).toThrow('message-invalid');
  });

  it('takes more text at its place only', () => {
    const text = (from: number, id = 'a1'): string | undefined =>
      applyToAppState(STATE, { type: 'ask/text', id, from, text: ' you' })?.ask?.answerText;
    expect(text(5)).toBe('Hello you');
    expect(text(6)).toBe('Hello');
    expect(text(5, 'other')).toBe('Hello');
    // A repeated piece changes nothing.
    expect(text(2)).toBe('He you');
  });

  it('is ahead of by its first text: an ask that was waited for streams', () => {
    const { ask } = STATE;
    const waiting = { ...STATE, ask: ask && { ...ask, phase: 'waiting' as const, answerText: '' } };
    const first = { type: 'ask/text', id: 'a1', from: 0, text: 'Hello' } as const;
    expect(applyToAppState(waiting, first)?.ask).toMatchObject({
      phase: 'streaming',
      answerText: 'Hello',
    });
  });
});

describe('a port', () => {
  it('carries commands in and snapshots out', async () => {
    const { page, worker } = FakePort.pair(PORT_NAME, OWN);
    const commands: unknown[] = [];
    const link = acceptPage(worker, SELF, () => ({
      onMessage: (command) => void commands.push(command),
      onClose: () => undefined,
    }));
    const seen: unknown[] = [];
    const client = connectWorker(page, {
      onMessage: (m) => void seen.push(m),
      onLost: () => undefined,
    });
    client.send({ type: 'app/open' });
    link?.post({ type: 'problem', error: { code: 'x', advice: 'stop' } });
    await Promise.resolve();
    expect(commands).toEqual([{ type: 'app/open' }]);
    expect(seen).toEqual([{ type: 'problem', error: { code: 'x', advice: 'stop' } }]);
  });

  it('is closed to strangers before anything is heard', () => {
    const { page, worker } = FakePort.pair(PORT_NAME, {
      id: SELF.id,
      url: 'https://evil.example/',
    });
    const accepted = acceptPage(worker, SELF, () => {
      throw new Error('was asked');
    });
    expect(accepted).toBeUndefined();
    expect(page.isOpen).toBe(false);
  });

  it('is closed by the first bad message', async () => {
    const { page, worker } = FakePort.pair(PORT_NAME, OWN);
    let closed = 0;
    acceptPage(worker, SELF, () => ({ onMessage: () => undefined, onClose: () => void closed++ }));
    page.postMessage({ type: 'nonsense' });
    await Promise.resolve();
    expect(page.isOpen).toBe(false);
    expect(closed).toBe(1);
  });

  it('says when the worker is lost, and takes no post amiss', () => {
    const { page, worker } = FakePort.pair(PORT_NAME, OWN);
    let lost = 0;
    const client = connectWorker(page, { onMessage: () => undefined, onLost: () => void lost++ });
    worker.disconnect();
    expect(lost).toBe(1);
    expect(() => client.send({ type: 'app/open' })).not.toThrow();
  });

  it('ignores ports of another name', () => {
    const { worker } = FakePort.pair('other', OWN);
    expect(acceptPage(worker, SELF, () => ({ onMessage() {}, onClose() {} }))).toBeUndefined();
    expect(worker.isOpen).toBe(true);
  });
});
