/** What a report's signature covers, in the words for every kind. */
import type { SnpFacts } from '../../attestation/snp/index.ts';
import type { TdxFacts } from '../../attestation/tdx/index.ts';
import { toHex } from '../../bytes/index.ts';
import { chainCertificate } from '../nitro.ts';
import type { SignedFacts } from '../verdict.ts';

export function snpFacts(facts: SnpFacts): SignedFacts {
  const { report, product, keyCertificate } = facts;
  const { operator } = keyCertificate;
  return {
    image: {
      kind: 'amd-sev-snp',
      measurement: facts.measurement,
      hostData: toHex(report.hostData),
    },
    release: facts.release,
    timeMs: null,
    label: operator === null ? `AMD ${product}` : `AMD ${product}, ${operator}`,
    bound: report.reportData,
    ...ends(facts),
  };
}

export function tdxFacts(facts: TdxFacts): SignedFacts {
  const { body } = facts.quote;
  const registers =
    body.kind === 'sgx'
      ? { rtmr0: '', rtmr1: '', rtmr2: '' }
      : { rtmr0: toHex(body.rtmr0), rtmr1: toHex(body.rtmr1), rtmr2: toHex(body.rtmr2) };
  return {
    image: { kind: 'intel-tdx', mrTd: facts.measurement, ...registers },
    release: facts.release,
    timeMs: null,
    label: body.kind === 'sgx' ? 'Intel SGX' : 'Intel TDX',
    bound: body.reportData,
    ...ends(facts),
  };
}

function ends(
  facts: SnpFacts | TdxFacts,
): Pick<SignedFacts, 'isDevelopmentRoot' | 'validUntilMs' | 'chain'> {
  const { isDevelopmentRoot, validUntilMs } = facts;
  return { isDevelopmentRoot, validUntilMs, chain: facts.chain.map(chainCertificate) };
}
