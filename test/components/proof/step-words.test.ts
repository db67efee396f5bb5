/** What a check is called on the screen: never by the name that only the code knows. */
import { describe, expect, it } from 'vitest';
import { RECEIPT_STEPS } from '../../../lib/receipts/index.ts';
import { stringsFrom } from '../../../components/ui/strings.ts';
import messages from '../../../public/_locales/en/messages.json';

const t = stringsFrom(messages);

/** The steps of lib/proofs/file that are about more than evidence or receipt. */
const FILE_STEPS = ['keys', 'settlement', 'time', 'transcript', 'witness'];

describe('the steps of a proof', () => {
  it.each([...FILE_STEPS, ...RECEIPT_STEPS.map((name) => `receipt-${name}`)])(
    '"%s" has a sentence',
    (name) => {
      expect(t(`step_${name.replaceAll('-', '_')}`)).toMatch(/\w+ \w+/);
    },
  );
});
