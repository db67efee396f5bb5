/** A gateway in a TDX machine, end to end but for the hardware: the kernel's folder, Intel's service, and the device. */
import { describe, expect, it } from 'vitest';
import { parseCollateral, type TdxCollateral } from '../../../lib/attestation/tdx/index.ts';
import { copyOf, toHex, utf8, type Bytes } from '../../../lib/bytes/index.ts';
import { judgeEvidence } from '../../../lib/evidence/every/index.ts';
import { collateralFor, type PcsAnswer } from '../../../stack/deploy/tdx/pcs.ts';
import { createConfigfsTsmSource } from '../../../stack/enclave/configfs-tsm.ts';
import { current } from '../../fakes/lying-reports.ts';
import { MEASURED, NOW_MS, ROOT, tdxEvidence, type TdxParts } from '../../fakes/tdx.ts';
import { TsmKernel } from '../../fakes/tsm-kernel.ts';

const HASH = new Uint8Array(32).fill(7);
const NONCE = new Uint8Array(20).fill(9);
const PLACES = { service: 'https://pcs.test', rootCrl: 'https://crl.test/root.der' };

function machine(parts: TdxParts = {}): { kernel: TsmKernel; quote: Bytes } {
  const kernel = new TsmKernel('tdx_guest');
  kernel.report = ({ inblob }) => tdxEvidence({ reportData: inblob, ...parts }).quote;
  return { kernel, quote: tdxEvidence(parts).quote };
}

function collateral(parts: TdxParts = {}): TdxCollateral {
  const { collateral: made } = tdxEvidence(current(NOW_MS, parts));
  if (made === null) throw new Error('none');
  return made;
}

/** Intel's service, which answers with the signed text as it is and chains in headers. */
function pcs(made: TdxCollateral, asked: string[] = []) {
  const answer = (body: Bytes, name = '', chain = ''): PcsAnswer => ({
    body,
    header: (wanted) => (wanted === name ? encodeURIComponent(chain) : null),
  });
  const signed = (name: string, text: string, signature: Bytes): Bytes =>
    utf8(`{"${name}":${text},"signature":"${toHex(signature)}"}`);
  const { pckCrl, rootCaCrl } = made;
  if (pckCrl === null || rootCaCrl === null) throw new Error('lists');
  const info = signed('tcbInfo', made.tcbInfo, made.tcbInfoSignature);
  const identity = signed('enclaveIdentity', made.qeIdentity, made.qeIdentitySignature);
  const { tcbInfoIssuerChain, qeIdentityIssuerChain } = made;
  const answers: Record<string, PcsAnswer> = {
    'https://pcs.test/tdx/certification/v4/tcb?fmspc=00806F050000': answer(
      info,
      'TCB-Info-Issuer-Chain',
      tcbInfoIssuerChain,
    ),
    'https://pcs.test/tdx/certification/v4/qe/identity': answer(
      identity,
      'SGX-Enclave-Identity-Issuer-Chain',
      qeIdentityIssuerChain,
    ),
    'https://pcs.test/sgx/certification/v4/pckcrl?ca=platform&encoding=der': answer(pckCrl),
    'https://crl.test/root.der': answer(rootCaCrl),
  };
  return async (url: string): Promise<PcsAnswer> => {
    asked.push(url);
    const found = answers[url];
    if (found === undefined) throw new Error(`404 ${url}`);
    return found;
  };
}

async function judged(kernel: TsmKernel, word: (() => Promise<Bytes>) | undefined) {
  const source = createConfigfsTsmSource({ folder: '/tsm', files: kernel, collateral: word });
  await source.registerKeyHash(HASH);
  return judgeEvidence(await source.attest(NONCE), {
    ...{ now: NOW_MS, nonce: NONCE, transcriptHash: HASH },
    trustAnchors: [ROOT],
    images: [{ kind: 'intel-tdx', ...MEASURED }],
  });
}

describe('a gateway in a TDX machine', () => {
  it('is believed with what Intel says of its platform, by every check of a device', async () => {
    const { kernel, quote } = machine();
    const asked: string[] = [];
    const text = await collateralFor(quote, pcs(collateral(), asked), PLACES);
    const verdict = await judged(kernel, async () => utf8(text));
    expect(verdict.code).toBeNull();
    expect(verdict.kind).toBe('intel-tdx');
    expect(verdict.steps.filter((step) => step.verdict !== 'pass')).toEqual([]);
    expect(asked).toHaveLength(4);
  });

  it('names the setting that is missing, and a file that is none, instead of handing out what nobody believes', async () => {
    const { kernel } = machine();
    await expect(judged(kernel, undefined)).rejects.toThrow('tdx-collateral-file');
    await expect(judged(kernel, async () => utf8('{}'))).rejects.toThrow('collateral');
    const info = { info: { note: 'x'.repeat(60_000) } };
    const large = await collateralFor(machine().quote, pcs(collateral(info)), PLACES);
    await expect(judged(kernel, async () => utf8(large))).rejects.toThrow('evidence-invalid');
    const gone = (): Promise<Bytes> => Promise.reject(new Error('ENOENT'));
    await expect(judged(kernel, gone)).rejects.toThrow('collateral');
    expect(kernel.entries.size).toBe(0);
  });

  it('is refused by the device once Intel’s word is old, or speaks of a revoked platform', async () => {
    const { kernel, quote } = machine();
    const old = { info: { nextUpdate: '2026-02-21T00:00:00Z' } };
    const stale = await collateralFor(quote, pcs(collateral(old)), PLACES);
    expect((await judged(kernel, async () => utf8(stale))).code).toBe('collateral-stale');
    const revoked = await collateralFor(quote, pcs(collateral({ revokedByPlatform: [3] })), PLACES);
    expect((await judged(kernel, async () => utf8(revoked))).code).toBe('revoked');
  });
});

describe('Intel’s word on a platform', () => {
  it('is put together of the very characters that were signed', async () => {
    const made = collateral();
    const text = await collateralFor(machine().quote, pcs(made), PLACES);
    expect(parseCollateral(text)).toEqual(made);
  });

  it.each<[string, (answer: PcsAnswer) => PcsAnswer]>([
    ['without its chain', (answer) => ({ ...answer, header: () => null })],
    ['that is another page', (answer) => ({ ...answer, body: utf8('<html></html>') })],
    [
      'with a member more',
      ({ body, header }) => {
        const text = Buffer.from(body).toString().replace(/\}$/, ',"more":1}');
        return { header, body: utf8(text) };
      },
    ],
  ])('is none %s', async (_, bend) => {
    const get = pcs(collateral());
    const bent = async (url: string): Promise<PcsAnswer> =>
      url.includes('/tcb?') ? bend(await get(url)) : get(url);
    await expect(collateralFor(machine().quote, bent, PLACES)).rejects.toThrow();
  });

  it('is not asked for without a quote', async () => {
    const nobody = (): Promise<PcsAnswer> => Promise.reject(new Error('asked'));
    await expect(collateralFor(copyOf(utf8('no quote')), nobody)).rejects.toThrow('evidence-');
  });
});
