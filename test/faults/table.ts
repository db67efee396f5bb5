/**
 * The one table of faults: what goes wrong, which of the required cases that is, and the test that shows it refused.
 * Rows that a relay does by itself stand in relay-faults.ts. test/rules/faults.test.ts holds that nothing is missing
 * and that every test named here exists; FAULTS.md is written from it.
 */
import { ANSWER_FAULTS } from './answer-faults.ts';
import { row, type Fault } from './fault.ts';
import { KEY_FAULTS } from './key-faults.ts';
import { MODULE_FAULTS } from './module-faults.ts';
import { NITRO_FAULTS } from './nitro-faults.ts';
import { KILLS, RELAY_FAULTS } from './relay-faults.ts';
import { REPORT_FAULTS } from './report-faults.ts';

const FAULTS_E2E = 'test/e2e/chromium/faults.e2e.ts';
const HOSTILE = 'test/e2e/chromium/hostile-enclave.e2e.ts';
const LIFETIME = 'test/e2e/chromium/lifetime.e2e.ts';
const REFUSAL = 'test/e2e/chromium/refusal.e2e.ts';
const ALARMS = 'test/e2e/chromium/alarms.e2e.ts';
const AT_REST = 'test/e2e/chromium/at-rest.e2e.ts';
/** Whole documents, chains and quotes with one thing wrong in each, judged inside a worker of a real browser. */
const VECTORS = ['test/e2e/attestation.e2e.ts', 'of %s pass, every one'] as const;

/** An enclave that is wrong by itself, behind an honest relay. */
const OF_THE_ENCLAVE: readonly Fault[] = [
  ...[...NITRO_FAULTS, ...REPORT_FAULTS, ...KEY_FAULTS].map(({ id, of }) =>
    row(id, of, HOSTILE, 'refused before anything leaves: $id'),
  ),
  ...ANSWER_FAULTS.map(({ id, of }) => row(id, of, HOSTILE, 'proves nothing: $id')),
  row('evidence packed beyond its size', ['case 25'], HOSTILE, 'are not unpacked'),
  row('evidence that never arrives', ['attestation times out'], HOSTILE, 'hold the question back'),
  row('enclave that turned', ['cached key'], HOSTILE, 'are looked at again by the next worker'),
  row('answer to an older question', ['older request'], HOSTILE, 'to an older question'),
  row('header names in capitals, which are allowed', ['case 28'], HOSTILE, 'in capitals'),
];

/** What stands on another page of Sotto's, or beside it. */
const OF_THE_KEPT: readonly Fault[] = [
  row('release proof wrong', ['case 30'], 'test/e2e/provenance.e2e.ts', 'is refused for %s as %s'),
  row(
    'cookies, language and ids of a person',
    ['case 27'],
    'test/e2e/chromium/outer-request.e2e.ts',
    'is the same for two people',
  ),
  row(
    'relay in clear on another machine',
    ['case 27'],
    REFUSAL,
    'no relay in clear that is not this machine',
  ),
  row(
    'receipt that is not in the log yet',
    ['settlement not found yet'],
    'test/e2e/chromium/settlement.e2e.ts',
    'after it was answered, and not before',
  ),
  row(
    'receipt that never comes into the log',
    ['settlement contradicts'],
    ALARMS,
    'a receipt that does not settle by its deadline',
  ),
  row('log that forks', ['settlement contradicts'], ALARMS, 'a log that forks'),
  row(
    'record changed behind our back',
    ['stored proof edited'],
    'test/e2e/chromium/proofs-page.e2e.ts',
    'says so when a record was changed behind its back',
  ),
  row(
    'imported proof with a mark it did not earn',
    ['imported mark'],
    'test/e2e/chromium/proof-file.e2e.ts',
    'does not hold with another answer, whatever else holds',
  ),
  row(
    'page that frames, reads or fakes',
    ['page script'],
    'test/e2e/chromium/hostile.e2e.ts',
    'cannot frame',
  ),
];

const BROWSER: readonly Fault[] = [
  ...RELAY_FAULTS.map(({ id, of, at }) => ({
    fault: id,
    of,
    test: [
      FAULTS_E2E,
      at === 'ask' ? 'a fault at the ask' : 'a fault at the enclave’s check',
    ] as const,
  })),
  ...KILLS.map(({ id, of }) => ({
    fault: `worker ${id}`,
    of: [...of, 'worker killed'],
    test: [FAULTS_E2E, '$id: nothing is sent twice, the text stays'] as const,
  })),
  row(
    'worker killed in mid-answer',
    ['worker mid-stream'],
    LIFETIME,
    'killed in the middle of an answer',
  ),
  row('worker killed while storing', ['worker while storing'], FAULTS_E2E, 'killed while storing'),
  row(
    'worker killed while settling',
    ['worker while settling'],
    FAULTS_E2E,
    'killed while settling',
  ),
  row(
    'browser closed and started again',
    ['browser restarted'],
    LIFETIME,
    'closed and started again',
  ),
  row(
    'profile copied, no passphrase',
    ['profile copied'],
    AT_REST,
    'gives everything away when it is copied',
  ),
  row(
    'profile copied, passphrase',
    ['profile copied'],
    AT_REST,
    'gives nothing away when it is copied',
  ),
  row('full disk', ['storage full'], FAULTS_E2E, 'a full disk'),
  row(
    'store cleared by the browser',
    ['storage evicted'],
    FAULTS_E2E,
    'a store that the browser cleared',
  ),
  row('clock an hour fast', ['clock an hour fast', 'case 9'], FAULTS_E2E, 'an hour fast'),
  row('clock an hour slow', ['clock an hour slow'], FAULTS_E2E, 'an hour slow'),
  row(
    'network gone and back',
    ['network gone', 'network back'],
    FAULTS_E2E,
    'the network gone and back',
  ),
  row(
    'slow relay, slow model',
    ['relay slow', 'gateway slow'],
    FAULTS_E2E,
    'a relay and a model that are slow',
  ),
  row(
    'model that breaks off',
    ['gateway cut'],
    REFUSAL,
    'ends the ask as failed and keeps what had come',
  ),
  row('gateway of another image', ['gateway wrong', 'case 11'], REFUSAL, 'another measurement'),
  row('no image allowed', ['case 13'], REFUSAL, 'no measurement allowed'),
  row('root that nobody trusts', ['case 2'], REFUSAL, 'is refused when its root is not trusted'),
  row(
    'development root on a real relay',
    ['case 12'],
    REFUSAL,
    'no development root on a relay that is not this machine',
  ),
  row(
    'new key meanwhile',
    ['gateway swapping keys', 'case 19', 'cached key', 'paid twice'],
    FAULTS_E2E,
    'a gateway that has a new key meanwhile',
  ),
  row(
    'copy of a request',
    ['gateway replaying'],
    'test/stack/faults.test.ts',
    'that sends a request twice gets a refusal for the second',
  ),
  ...['case 1', 'case 3', 'case 4', 'case 5', 'case 6', 'case 7', 'case 10', 'case 14'].map(
    (one) => ({
      fault: `attestation vectors of ${one}`,
      of: [one],
      test: VECTORS,
    }),
  ),
  {
    fault: 'collateral, certificate, policy and GPU vectors',
    of: [
      'tdx collateral',
      'snp certificate differs',
      'patch level',
      'policy unread',
      'gpu evidence',
    ],
    test: VECTORS,
  },
];

export const FAULTS: readonly Fault[] = [
  ...BROWSER,
  ...OF_THE_ENCLAVE,
  ...OF_THE_KEPT,
  ...MODULE_FAULTS,
];

/** The page with the table, as FAULTS.md holds it. */
export function page(): string {
  const lines = FAULTS.map(
    ({ fault, of, test: [file] }) => `| ${fault} | ${of.join(', ')} | \`${file}\` |`,
  );
  return [
    '# Faults',
    '',
    'What may go wrong, the required case that it stands for (`case N`: the thirty refusal cases that the project was',
    'given; words: the further ones and its own list), and the test that shows what Sotto does then. Every run of',
    '`npm test` goes through all of them and prints the rows that ran in a browser. In each: nothing leaves wrongly, the',
    'text stays, state and code are right, nothing is sent or paid twice, and what failed is kept. Written from',
    '`test/faults/table.ts`; a rule holds it to that.',
    '',
    '| fault | stands for | shown by |',
    '| --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}
