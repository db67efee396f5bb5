/**
 * Prints invitation codes, one a line: needs the issuer's folder, not the issuer. SOTTO_INVITE_COUNT (1),
 * SOTTO_INVITE_BATCHES (1) of 32 credits each, SOTTO_INVITE_DAYS (90) until they end.
 */
import { optional, required, SettingError, wholeNumber } from '../environment.ts';
import { printLine } from '../log.ts';
import { DAY_MS, invitationKeyAt } from './start-issuer.ts';
import { makeInvitation } from './vouchers/invitation.ts';
import { MAX_BATCHES } from './vouchers/voucher.ts';

const { env } = process;
const key = await invitationKeyAt(required(env, 'SOTTO_ISSUER_FOLDER'));
const batches = wholeNumber(env, 'SOTTO_INVITE_BATCHES', 1);
const count = wholeNumber(env, 'SOTTO_INVITE_COUNT', 1);
if (batches < 1 || batches > MAX_BATCHES) {
  throw new SettingError(
    'setting-invalid',
    `SOTTO_INVITE_BATCHES ${optional(env, 'SOTTO_INVITE_BATCHES')}`,
  );
}
const untilMs = Date.now() + wholeNumber(env, 'SOTTO_INVITE_DAYS', 90) * DAY_MS;
for (let i = 0; i < count; i++) printLine(makeInvitation(key, { batches, untilMs }));
