/** A gateway that only tells totals: a receipt key, a transcript of some log, and software evidence that binds it. */
import { createHash, randomBytes } from 'node:crypto';
import { encodeStatement, encodeTranscript, transcriptHash } from '../../lib/binding/index.ts';
import { copyOf, type Bytes } from '../../lib/bytes/index.ts';
import { encodeIntroduction, introductionNonce } from '../../stack/activity/introduction.ts';
import { GATEWAY_TYPE, signTotal, TOTAL_TYPE, type Total } from '../../stack/activity/total.ts';
import { openDevelopmentRoot } from '../../stack/enclave/development-root.ts';
import { createSoftwareSource } from '../../stack/enclave/software.ts';
import { ReceiptKey } from '../../stack/gateway/epoch.ts';

export interface TellingGateway {
  readonly introduction: Bytes;
  readonly transcriptHash: Bytes;
  total(told: Partial<Omit<Total, 'models'>> & { models?: Record<string, number> }): Promise<Bytes>;
}

export interface Log {
  readonly origin: string;
  readonly verifierKey: string;
}

export const T0 = Date.UTC(2026, 10, 21, 12, 30);
export const HOUR = Math.floor(T0 / 3_600_000);

export async function tellingGateway(
  folder: string,
  { origin, verifierKey }: Log,
  nowMs = T0,
): Promise<TellingGateway> {
  const receiptKey = new ReceiptKey();
  const transcript = encodeTranscript({
    keyConfig: copyOf(randomBytes(43)),
    keyValidity: { fromMs: nowMs, untilMs: nowMs + 3_600_000, logIndex: 0 },
    receiptKey: receiptKey.publicKey,
    logOrigin: origin,
    logVerifierKey: verifierKey,
    statementBytes: encodeStatement({
      version: 1,
      operator: 'Somebody',
      name: 'gateway.test',
      build: 'test',
      maxRequestBytes: 32_768,
      models: [
        {
          id: 'm',
          upstream: 'built-in',
          place: 'in-enclave',
          isLanguageModel: false,
          contextTokens: 8192,
          price: { currency: 'USD', perMillionInput: '0', perMillionOutput: '0' },
        },
      ],
      log: { origin, verifierKey, deadlineSeconds: 60 },
    }),
  });
  const hash = await transcriptHash(transcript);
  const pcr = (value: string): Bytes => copyOf(createHash('sha384').update(value).digest());
  const source = createSoftwareSource({
    root: await openDevelopmentRoot(folder, nowMs),
    measurement: { pcr0: pcr('0'), pcr1: pcr('1'), pcr2: pcr('2') },
    now: () => nowMs,
  });
  await source.registerKeyHash(hash);
  const evidence = await source.attest(await introductionNonce(hash));
  return {
    introduction: encodeIntroduction({ transcriptBytes: transcript, evidence, atMs: nowMs }),
    transcriptHash: hash,
    total: ({ models = {}, ...told }) =>
      signTotal(
        {
          ...{ transcriptHash: hash, hour: HOUR - 1, other: 0 },
          ...told,
          models: new Map(Object.entries(models)),
        },
        receiptKey.sign,
      ),
  };
}

/** The status and text that the ledger answers a message with. */
export async function tell(
  ledgerUrl: string,
  what: 'gateways' | 'totals',
  body: Bytes,
  headers: Record<string, string> = {},
): Promise<string> {
  const type = what === 'totals' ? TOTAL_TYPE : GATEWAY_TYPE;
  const response = await fetch(`${ledgerUrl}/activity/${what}`, {
    method: 'POST',
    headers: { 'content-type': type, ...headers },
    body,
  });
  return `${response.status} ${(await response.text()).trim()}`;
}
