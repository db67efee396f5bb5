/**
 * The required refusal cases in one real browser, against an enclave whose machine, keys, seals and receipts a test may
 * bend: every row of test/faults that an enclave plays. For each: nothing leaves wrongly, the text stays, state and code
 * are right, and nothing counts as proven.
 */
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { readStore } from '../../../scripts/drive/kept.ts';
import { until } from '../../../scripts/drive/until.ts';
import { concat, utf8 } from '../../../lib/bytes/index.ts';
import { isRecord, type JsonRecord } from '../../../scripts/json.ts';
import { startHostileEnclave, type HostileEnclave } from '../../fakes/hostile-enclave.ts';
import { ANSWER_FAULTS } from '../../faults/answer-faults.ts';
import { KEY_FAULTS } from '../../faults/key-faults.ts';
import { NITRO_FAULTS } from '../../faults/nitro-faults.ts';
import { REPORT_FAULTS } from '../../faults/report-faults.ts';
import { openBrowser } from '../support/desk.ts';
import { codeIn, Teller } from '../support/teller.ts';

const ANSWER = 'The answer is 42.';

let hostile: HostileEnclave;
let chromium: Chromium;
let page: Page;
let teller: Teller;

beforeAll(async () => {
  hostile = await startHostileEnclave();
  chromium = await openBrowser({
    ...hostile.settings,
    ...{ relayUrl: hostile.url, gatewayName: 'desk', redaction: { kinds: [], words: [] } },
  });
  page = await chromium.openOwnPage('about.html');
  teller = new Teller(page);
});

afterAll(async () => {
  await chromium.close();
  await hostile.close();
});

beforeEach(() => hostile.mend());

async function draft(): Promise<JsonRecord> {
  const { draft: held } = await teller.state();
  return isRecord(held) ? held : {};
}

const posts = (): number => hostile.fake.askRequests.length;
const keptCount = async (): Promise<number> => (await readStore(chromium, 'asks')).length;

/** The question is there to be sent, whatever was shown; nothing of it has left. */
async function refusesToSend(question: string, codes: readonly string[]): Promise<void> {
  const sent = posts();
  await teller.prepare(question);
  const enclave = await teller.enclave();
  expect({ phase: enclave['phase'], code: codeIn(enclave) }).toEqual({
    phase: 'refused',
    code: expect.toBeOneOf([...codes]) as unknown,
  });
  await teller.send({ type: 'ask/start' });
  const ended = await teller.ended(question);
  expect(ended).toMatchObject({ phase: 'refused', answerText: '' });
  expect(codes).toContain(codeIn(ended));
  expect(posts()).toBe(sent);
  expect(await draft()).toMatchObject({ question, quote: 'Quoted words.' });
}

describe('an enclave that is all right', () => {
  it.each(['Nitro', 'SEV-SNP', 'TDX'])('is asked, and its answer is proven: %s', async (kind) => {
    const { fake, reports } = hostile;
    if (kind === 'SEV-SNP') await fake.present(reports.snp({}));
    if (kind === 'TDX') await fake.present(reports.tdx({}));
    const question = `What of a good ${kind}?`;
    await teller.prepare(question);
    expect(codeIn(await teller.enclave())).toBe('');
    await teller.send({ type: 'ask/start' });
    const ended = await teller.ended(question);
    expect(ended).toMatchObject({ phase: 'done', answerText: ANSWER, isProvisional: false });
    expect(ended['proof']).toMatchObject({ answered: 'complete', receipt: 'holds' });
  });
});

describe('evidence and keys', () => {
  it.each([...NITRO_FAULTS, ...REPORT_FAULTS, ...KEY_FAULTS])(
    'refused before anything leaves: $id',
    async ({ id, codes, set }) => {
      await set(hostile);
      await refusesToSend(`What of ${id}?`, codes);
    },
  );

  it('that arrive packed beyond their size are not unpacked', async () => {
    hostile.isPacked = true;
    hostile.fake.behaviour.intercept = ({ path }) =>
      path === '/evidence'
        ? new Response(new Uint8Array(40_000_000), {
            headers: { 'content-type': 'application/octet-stream' },
          })
        : undefined;
    await refusesToSend('What of a bomb?', ['relay-too-large', 'evidence-too-large']);
  });

  it('that never arrive hold the question back, and it can be taken back', async () => {
    const sent = posts();
    hostile.fake.behaviour.intercept = ({ path, init }) =>
      path === '/evidence'
        ? new Promise((_, reject) =>
            init.signal?.addEventListener('abort', () => reject(new Error('gone'))),
          )
        : undefined;
    const question = 'What of a silent machine?';
    await teller.prepare(question);
    await teller.send({ type: 'ask/start' });
    const id = await teller.when('the ask to wait', ({ ask }) =>
      isRecord(ask) && ask['phase'] === 'verifying' ? String(ask['id']) : undefined,
    );
    await teller.send({ type: 'ask/stop', id });
    expect(await teller.ended(question)).toMatchObject({ phase: 'stopped', answerText: '' });
    expect(posts()).toBe(sent);
    expect(await draft()).toMatchObject({ question });
  });

  it('that were good are looked at again by the next worker', async () => {
    const question = 'What of an enclave that has turned?';
    await teller.prepare(question);
    expect((await teller.enclave())['phase']).toBe('ready');
    await chromium.killWorker();
    const zero = new Map(Array.from({ length: 16 }, (_, i) => [i, new Uint8Array(48)]));
    hostile.nitro.lie = {
      fields: (fields) => fields.map((field) => (field[0] === 'pcrs' ? ['pcrs', zero] : field)),
    };
    const sent = posts();
    await teller.send({ type: 'ask/start' });
    expect(codeIn(await teller.ended(question))).toBe('debug-enclave');
    expect(posts()).toBe(sent);
  });
});

/** RFC 9292 declares them not invalid: framing 3, status 200, one field, the end of the fields. */
const CAPITALS = concat(
  ...[Uint8Array.of(3, 0x40, 200, 12), utf8('Content-Type')],
  ...[Uint8Array.of(17), utf8('text/event-stream'), Uint8Array.of(0)],
);

/** None of them is complete and proven. */
const ENDS = {
  truncated: { phase: 'failed', isProvisional: true, proof: { answered: 'truncated' } },
  'end unseen': { phase: 'done', proof: { answered: 'truncated', receipt: 'holds' } },
  fails: { phase: 'done', isProvisional: true, proof: { receipt: 'fails' } },
  missing: { phase: 'done', isProvisional: true, proof: { receipt: 'missing' } },
};

describe('an answer', () => {
  it.each(ANSWER_FAULTS)('proves nothing: $id', async ({ id, codes, ends, set }) => {
    const question = `What of ${id}?`;
    const [sent, kept] = [posts(), await keptCount()];
    await teller.prepare(question);
    expect((await teller.enclave())['phase']).toBe('ready');
    await set(hostile);
    await teller.send({ type: 'ask/start' });
    const ended = await teller.ended(question);
    expect(codes).toContain(codeIn(ended));
    expect(ended).toMatchObject(ENDS[ends]);
    expect(ended['answerText']).toSatisfy((text) => ANSWER.startsWith(String(text)));
    expect(posts()).toBe(sent + 1);
    expect(await draft()).toMatchObject({ question });
    await until(async () => ((await keptCount()) === kept + 1 ? true : undefined), {
      what: 'the failure to be kept',
    });
  });

  it('to an older question is not taken for the newer one’s', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const older = 'What of an older question?';
    await teller.prepare(older);
    await teller.enclave();
    hostile.fake.behaviour.beforePiece = (index) => (index < 3 ? Promise.resolve() : held);
    await teller.send({ type: 'ask/start' });
    const olderId = await teller.when('its first words', ({ ask }) =>
      isRecord(ask) && ask['answerText'] === 'The answer ' ? String(ask['id']) : undefined,
    );
    await chromium.killWorker();
    hostile.fake.behaviour.beforePiece = () => Promise.resolve();
    hostile.fake.behaviour.pieces = ['Another ', 'answer.'];
    const newer = 'What of a newer question?';
    await teller.prepare(newer);
    await teller.enclave();
    await teller.send({ type: 'ask/start' });
    expect(await teller.ended(newer)).toMatchObject({
      answerText: 'Another answer.',
      proof: { receipt: 'holds' },
    });
    release();
    await teller.send({ type: 'ask/show', id: olderId });
    expect((await teller.state())['ask']).toMatchObject({
      ...{ phase: 'interrupted', answerText: 'The answer ', draft: { question: older } },
      proof: { answered: 'truncated', receipt: 'missing' },
    });
  });

  it('with its header names in capitals is the same answer: they are compared without case', async () => {
    const question = 'What of capitals?';
    await teller.prepare(question);
    await teller.enclave();
    hostile.fake.behaviour.inner = ([, ...rest]) => [CAPITALS, ...rest];
    await teller.send({ type: 'ask/start' });
    expect(await teller.ended(question)).toMatchObject({
      answerText: ANSWER,
      proof: { answered: 'complete', receipt: 'holds' },
    });
  });
});
