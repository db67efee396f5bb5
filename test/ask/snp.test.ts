import 'fake-indexeddb/auto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { IDBFactory } from 'fake-indexeddb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AskView } from '../../lib/ask/index.ts';
import { fromHex, toBase64, toHex, type Bytes } from '../../lib/bytes/index.ts';
import {
  encodeProofFile,
  parseProofFile,
  ProofChecker,
  type Reader,
} from '../../lib/proofs/file/index.ts';
import { createProofImporter } from '../../lib/proofs/index.ts';
import { readProofs, type ReadProof } from '../../lib/review/index.ts';
import type { Settings } from '../../lib/settings/index.ts';
import type { EvidenceSource } from '../../stack/enclave/evidence.ts';
import {
  openDevelopmentAuthority,
  type DevelopmentAuthority,
} from '../../stack/enclave/snp/development-authority.ts';
import { createSoftwareSnpSource, snpMeasurement } from '../../stack/enclave/snp/software.ts';
import { eventually } from '../fakes/eventually.ts';
import { FakeBrowser, FakePage } from '../fakes/desk.ts';
import { ProofMaker } from '../fakes/proof-file.ts';
import { random } from '../fakes/random.ts';
import { lookAt } from '../fakes/review.ts';

const register = (byte: string): Bytes => fromHex(byte.repeat(48));
const MEASURED = { pcr0: register('11'), pcr1: register('22'), pcr2: register('33') };
const IMAGE = {
  kind: 'amd-sev-snp',
  measurement: toHex(snpMeasurement(MEASURED)),
  hostData: '00'.repeat(32),
} as const;
const DEBUG = 1n << 19n;

const folder = await mkdtemp(join(tmpdir(), 'sotto-snp-'));
let authority: DevelopmentAuthority;
let browser: FakeBrowser;

beforeAll(async () => {
  // Two RSA-4096 keys take their time.
  authority = await openDevelopmentAuthority(folder, Date.UTC(2025, 0, 1));
}, 60_000);

afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  browser = await FakeBrowser.start();
  await browser.enclave.present(sourceOf(0n));
});

function sourceOf(policyBits: bigint): EvidenceSource {
  const { now } = browser.clock;
  return createSoftwareSnpSource({ authority, measurement: MEASURED, now, policyBits });
}

/** An ask to that gateway under these settings, to its end. */
async function ask(changes: Partial<Settings> = {}): Promise<{ page: FakePage; ask: AskView }> {
  const settings = {
    ...browser.enclave.settings,
    releases: [{ name: 'snp 1', ...IMAGE }],
    developmentRoots: authority.certificates.map(toBase64),
    ...changes,
  };
  await browser.localStore.set('settings', settings);
  const page = new FakePage(browser.startWorker());
  page.link.send({ type: 'app/open' });
  page.link.send({ type: 'draft/change', draft: { question: 'What is the answer?' } });
  page.link.send({ type: 'ask/start' });
  const ended = ({ phase, proof }: AskView): boolean =>
    ['refused', 'failed'].includes(phase) || proof.receipt === 'holds';
  const state = await page.until((one) => one.ask !== null && ended(one.ask));
  if (state.ask === null) throw new Error('no ask');
  return { page, ask: state.ask };
}

async function refusal(changes: Partial<Settings> = {}): Promise<string | undefined> {
  const { ask: ended } = await ask(changes);
  expect(browser.enclave.askRequests).toEqual([]);
  return ended.error?.code;
}

describe('a gateway on SEV-SNP', () => {
  it('is verified in the aside and answers, and every check is shown', async () => {
    const { page, ask: done } = await ask();
    expect(done).toMatchObject({
      answerText: 'The answer is 42.',
      proof: { enclave: 'holds', receipt: 'holds' },
    });
    const enclave = page.state?.enclave;
    expect(enclave).toMatchObject({
      kind: 'amd-sev-snp',
      measurement: IMAGE,
      releaseName: 'snp 1',
      isDevelopmentRoot: true,
      seen: [{ image: IMAGE }],
    });
    expect(enclave?.evidenceTimeMs).toBeUndefined();
    const names = enclave?.steps?.map(({ name, verdict }) => `${name} ${verdict}`) ?? [];
    expect(names).toEqual(expect.arrayContaining(['report pass', 'tcb pass', 'binding pass']));
    expect(enclave?.chain?.map(({ kind }) => kind).slice(0, 5)).toEqual([
      ...['root', 'certificate', 'certificate', 'document', 'measurement'],
    ]);
    expect(enclave?.chain?.every(({ verdict }) => verdict === 'pass')).toBe(true);
    expect(browser.aside.words.some((words) => words.includes('judge-evidence'))).toBe(true);
    for (const words of browser.aside.words) expect(words).not.toContain('What is the answer?');
  });

  it('is verified once for several asks, and again when the time is over', async () => {
    const { page } = await ask();
    const looks = (): number =>
      browser.aside.words.filter((words) => words.includes('judge-evidence')).length;
    page.link.send({ type: 'app/open' });
    await page.until((state) => state.enclave.phase === 'ready');
    expect(looks()).toBe(1);
    browser.clock.advance(11 * 60_000);
    page.link.send({ type: 'app/open' });
    await eventually(() => expect(looks()).toBe(2));
  });

  it('is kept with all that it takes to check it again, here and by anyone', async () => {
    // When the fake enclave's receipts are from.
    browser.clock.advance(1_800_000_000_000 - browser.clock.now());
    const fromMs = browser.clock.now();
    browser.enclave.validity = { fromMs, untilMs: fromMs + 90_000_000, logIndex: 0 };
    await browser.enclave.rotateKey(1);
    await browser.enclave.present(sourceOf(0n));
    const { ask: done } = await ask();
    await eventually(async () => {
      expect((await browser.proofs.open(done.id)).states.answered).toBe('complete');
    });
    browser.clock.advance(365 * 24 * 3_600_000);
    const open = { type: 'proofs/open', id: done.id } as const;
    const { proof } = await lookAt(browser, open, 'proofs/detail');
    expect(proof.states).toMatchObject({ enclave: 'holds', receipt: 'holds' });
    expect(proof.enclave).toMatchObject({ kind: 'amd-sev-snp', measurement: IMAGE });
    const { text } = await lookAt(
      browser,
      { type: 'proofs/export', ids: [done.id], withPlaintext: true },
      'proofs/exported',
    );
    expect(text).toContain('"kind":"amd-sev-snp"');
    const reader = {
      trustAnchors: [],
      developmentRoots: authority.certificates,
      witnesses: [],
      measurements: null,
    };
    const check = async (one: string, by: Reader): Promise<string | null> => {
      const { code } = await new ProofChecker(by).check(parseProofFile(one));
      return code;
    };
    // Everything but the settlement, which nobody has looked for yet.
    expect(await check(text, reader)).toBe('not-settled');
    const nobody = { ...reader, developmentRoots: [] };
    expect(await check(text, nobody)).toBe('development-root');
    const other = { ...reader, measurements: [{ ...IMAGE, hostData: '01'.repeat(32) }] };
    expect(await check(text, other)).toBe('measurement-unknown');
    const years = text.replace(/"recordedAtMs":\d+/, `"recordedAtMs":${browser.clock.now()}`);
    expect(await check(years, reader)).toBe('recorded-time-implausible');
  });

  it('is taken in from somebody else’s proof file, and holds there too', async () => {
    const { now } = browser.clock;
    const made = { source: sourceOf(0n), roots: authority.certificates, image: IMAGE };
    const maker = await ProofMaker.create(now(), made);
    const text = encodeProofFile(await maker.make());
    const trust = {
      ...browser.enclave.settings,
      releases: [{ name: 'snp 1', ...IMAGE }],
      developmentRoots: authority.certificates.map(toBase64),
      witnesses: [...maker.reader.witnesses],
    };
    const later = (): number => now() + 90 * 86_400_000;
    const take = async (settings: Settings): Promise<readonly ReadProof[]> => {
      const importer = createProofImporter(random);
      const outcomes: ReadProof[] = [];
      const edges = { importer, settings, now: later };
      const pieces = Readable.from([text]);
      for await (const one of readProofs(edges, 'a.proof.json', pieces)) outcomes.push(one);
      await importer.close();
      return outcomes;
    };
    expect(await take({ ...trust, releases: [] })).toMatchObject([
      { outcome: 'refused', code: 'measurement-unknown' },
    ]);
    expect(await take(trust)).toMatchObject([{ outcome: 'added', code: null }]);
    const [item] = (await browser.proofs.list({ search: '', limit: 5 })).items;
    await browser.localStore.set('settings', trust);
    const open = { type: 'proofs/open', id: item?.id ?? '' } as const;
    const { proof } = await lookAt(browser, open, 'proofs/detail');
    expect(proof.states).toMatchObject({ enclave: 'holds', receipt: 'holds', settlement: 'holds' });
    expect(proof.enclave).toMatchObject({ kind: 'amd-sev-snp', measurement: IMAGE });
  });

  it('is refused with its image shown, when nobody allowed that image', async () => {
    expect(await refusal({ releases: [] })).toBe('measurement-unknown');
    const page = new FakePage(browser.startWorker());
    page.link.send({ type: 'app/open' });
    const { enclave } = await page.until((state) => state.enclave.phase === 'refused');
    expect(enclave.measurement).toEqual(IMAGE);
    expect(enclave.seen).toHaveLength(1);
  });

  it.each<[string, Partial<Settings>, string]>([
    ['its authority was not told', { developmentRoots: [] }, 'root-unknown'],
    [
      'the same image has other host data',
      { releases: [{ name: 'x', ...IMAGE, hostData: '01'.repeat(32) }] },
      'measurement-unknown',
    ],
  ])('is refused when %s', async (_, changes, code) => {
    expect(await refusal(changes)).toBe(code);
  });

  it('is refused as a debug guest, whose host can read it', async () => {
    await browser.enclave.present(sourceOf(DEBUG));
    expect(await refusal()).toBe('debug-enclave');
  });

  it('is refused with a report that answers another nonce', async () => {
    const source = sourceOf(0n);
    const attest = (): Promise<Bytes> => source.attest(new Uint8Array(20));
    await browser.enclave.present({ ...source, attest });
    expect(await refusal()).toBe('binding-mismatch');
  });

  it('is refused with an envelope that is none', async () => {
    browser.enclave.behaviour.intercept = ({ path }) =>
      path.startsWith('/evidence')
        ? new Response(Uint8Array.of(0x85, 1, 2), {
            headers: { 'content-type': 'application/octet-stream' },
          })
        : undefined;
    expect(await refusal()).toBe('envelope-invalid');
  });

  it('is not asked while there is no aside, and the person is told to try again', async () => {
    browser.aside.isBroken = true;
    const { ask: ended } = await ask();
    expect(ended.error).toEqual({ code: 'aside-gone', advice: 'retry' });
    expect(browser.enclave.askRequests).toEqual([]);
  });
});
