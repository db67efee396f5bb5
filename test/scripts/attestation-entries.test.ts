/** How entries of attestation vectors are read: edits at their places, and evidence of which not even the form holds. */
import { describe, expect, it } from 'vitest';
import { fromUtf8, toBase64Url, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { mutated } from '../../scripts/conformance/attestation-mutate.ts';
import { runEntries } from '../../scripts/conformance/attestation-run.ts';
import type { JsonRecord } from '../../scripts/json.ts';

const token = (payload: string): string =>
  ['{}', payload, 'sig'].map((part) => toBase64Url(utf8(part))).join('.');
const EVIDENCE = { key: '00ff', cpu: { report: 'QUJD' }, 'GPU-0': token('abc') };
const PARTS = { file: utf8(JSON.stringify(EVIDENCE)), collateral: utf8('{"tcb_info":"{}"}') };

describe('an edit', () => {
  const edited = (on: string, edit: JsonRecord): unknown =>
    JSON.parse(fromUtf8(mutated(PARTS, on, [edit])['file'] ?? utf8('')));
  const flip = { op: 'xor', offset: 0, mask: '01' };

  it.each([
    ['report.key (hex-decoded)', { ...EVIDENCE, key: '01ff' }],
    ['key (hex decoded)', { ...EVIDENCE, key: '01ff' }],
    ['cpu.report', { ...EVIDENCE, cpu: { report: 'PUJD' } }],
    ['document.cpu.report', { ...EVIDENCE, cpu: { report: 'PUJD' } }],
    ['eat.GPU-0 payload (base64url decoded)', { ...EVIDENCE, 'GPU-0': token('`bc') }],
    ['eat["GPU-0"] payload (base64url decoded)', { ...EVIDENCE, 'GPU-0': token('`bc') }],
    ['eat[GPU-0] payload', { ...EVIDENCE, 'GPU-0': token('`bc') }],
  ])('finds its place: %s', (on, wanted) => {
    expect(edited(on, flip)).toEqual(wanted);
  });

  it('of a companion that is not there, or in a coding that is not known, is an error', () => {
    expect(() => mutated(PARTS, 'leaf', [flip])).toThrow('no leaf');
    expect(() => mutated(PARTS, 'key (rot13)', [flip])).toThrow('not understood');
    expect(() => mutated(PARTS, 'nothing.here', [flip])).toThrow('nothing at nothing');
  });
});

const FILES: Readonly<Record<string, Bytes>> = {
  'a quote.bin': new Uint8Array(700).fill(4),
  'empty.json': utf8('{}'),
  'not-utf8': Uint8Array.of(0x7b, 0xff),
};

async function verdictsOf(entries: readonly JsonRecord[]): Promise<boolean[]> {
  const roots = { nitro: [], amd: [], intel: [], nvidia: [], nras: [] };
  const file = (path: string): Bytes => {
    const bytes = FILES[path];
    if (bytes === undefined) throw new Error(`no file ${path}`);
    return bytes;
  };
  return (await runEntries(entries, { file, roots })).map(({ ok }) => ok);
}

describe('evidence that cannot be read', () => {
  const all = [
    { kind: 'intel-tdx-quote', file: 'a quote.bin', collateral: 'empty.json' },
    { kind: 'intel-tdx-mutation', file: 'a quote.bin', collateral: 'not-utf8' },
    { kind: 'nvidia-spdm-gpu', file: 'a quote.bin', chain: 'not-utf8' },
    { kind: 'nvidia-nras-eat', file: 'not-utf8', jwks: 'empty.json' },
    { kind: 'amd-sev-snp', file: 'a quote.bin', leaf: 'empty.json' },
    { kind: 'aws-nitro', file: 'not-utf8' },
    { kind: 'composite-tdx-gpu-hpke', file: 'not-utf8', collateral: 'empty.json' },
  ].map((entry, i) => ({ id: String(i), verify_at: 0, ...entry }));
  const saying = (accept: boolean): JsonRecord[] =>
    all.map((entry) => ({ ...entry, expect: { accept } }));

  it('is refused, which is what its entry says', async () => {
    expect(await verdictsOf(saying(false))).toEqual(all.map(() => true));
  });

  it('fails an entry that says otherwise', async () => {
    expect(await verdictsOf(saying(true))).toEqual(all.map(() => false));
  });

  it('is not the same as a file that is missing or a policy that is not understood', async () => {
    const expect_ = { accept: false };
    const [first] = all;
    expect(
      await verdictsOf([
        { ...first, file: 'gone.bin', expect: expect_ },
        { ...first, policy: { colour: 'red' }, expect: expect_ },
        { ...first, kind: 'some-other-tee', expect: expect_ },
        { ...first, expect: {} },
      ]),
    ).toEqual([false, false, false, false]);
  });
});
