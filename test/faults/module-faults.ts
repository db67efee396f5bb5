/** The rows of the table that are shown by a module's own tests, beside those of a real browser. */
import { row, type Fault } from './fault.ts';

/** Below the screen: more spellings of a fault than a browser has time for. */
export const MODULE_FAULTS: readonly Fault[] = [
  row(
    'leaf out of its dates',
    ['case 1'],
    'test/attestation/nitro.test.ts',
    'a clock that is no number',
  ),
  row(
    'ambiguous DER',
    ['case 4', 'case 5'],
    'test/attestation/der.test.ts',
    'turns DER signatures into fixed ones, and refuses other spellings',
  ),
  row(
    'debug enclave',
    ['case 10'],
    'test/attestation/nitro.test.ts',
    'refuses debug enclaves, also when their zero image is allowed',
  ),
  row(
    'one register of three',
    ['case 14', 'case 13'],
    'test/attestation/nitro.test.ts',
    'never takes an absent register for an equal one',
  ),
  row(
    'development image beside a real one',
    ['case 12'],
    'test/ask/refusals.test.ts',
    'a development root that nobody added',
  ),
  row(
    'nonce in part',
    ['case 8'],
    'test/attestation/nitro.test.ts',
    'wants the nonce whole and exact',
  ),
  row(
    'bound field in part',
    ['case 15', 'case 16'],
    'test/attestation/nitro.test.ts',
    'compares the whole bound field',
  ),
  row(
    'key configuration without a known suite',
    ['case 18'],
    'test/ohttp/key-config.test.ts',
    'without a suite in common are refused by name',
  ),
  row(
    'low-order point',
    ['case 20'],
    'test/ohttp/x25519.test.ts',
    'refuses points of low order on both sides',
  ),
  row(
    'no final chunk',
    ['case 23'],
    'test/ohttp/chunks.test.ts',
    'without its final chunk is refused',
  ),
  row(
    'chunks swapped, repeated, left out',
    ['case 24'],
    'test/ohttp/chunks.test.ts',
    'does not open with anything added, left out, swapped, repeated or moved to the end',
  ),
  row(
    'larger chunk than allowed',
    ['case 25'],
    'test/ohttp/chunks.test.ts',
    'takes chunks up to the size that every receiver must take, and refuses larger before they arrive',
  ),
  row(
    'malformed inner message',
    ['case 28'],
    'test/ohttp/bhttp.test.ts',
    'goes on refusing once it has refused',
  ),
  row(
    'receipt for another text',
    ['case 29'],
    'test/ask/bad-answers.test.ts',
    'under a receipt for another text never counts as proven',
  ),
  row(
    'no receipt',
    ['case 29'],
    'test/ask/bad-answers.test.ts',
    'without a receipt stays readable and provisional',
  ),
  row(
    'release proof wrong, by both libraries',
    ['case 30'],
    'test/attestation/provenance.test.ts',
    'is refused for %s as %s',
  ),
  row(
    'evidence re-encoded',
    ['evidence re-encoded'],
    'test/attestation/nitro.test.ts',
    'accepts no document with a byte changed, cut off or added',
  ),
  row(
    'key of before, after its time',
    ['cached key'],
    'test/networks/contexts.test.ts',
    'that has run out seals nothing: a fresh one does',
  ),
  row(
    'settlement that is not there yet',
    ['settlement not found yet'],
    'test/ask/settlement.test.ts',
    'is looked for ever more rarely while the log lacks it',
  ),
  row(
    'settlement that never comes',
    ['settlement contradicts'],
    'test/ask/settlement.test.ts',
    'that is proven absent after its deadline is an alarm that stays',
  ),
  row(
    'log that forked',
    ['settlement contradicts'],
    'test/ask/settlement.test.ts',
    'in a log that forked is an alarm, and the log is not believed again',
  ),
  row(
    'answer to an older request',
    ['older request'],
    'test/ask/survival.test.ts',
    'can be answered by a new Send',
  ),
  row(
    'record altered behind our back',
    ['stored proof edited'],
    'test/proofs/journal.test.ts',
    'notices a record that was altered',
  ),
  row(
    'answer of another model',
    ['unattested model'],
    'test/ask/bad-answers.test.ts',
    'from another model than the one asked for is refused',
  ),
];
