/**
 * Invitation codes: a serial number and what it is worth, under a key that the issuer alone has. Nothing is stored when
 * one is made, so they can be printed anywhere the key is, and a code that was never made cannot be guessed (80 bits).
 *
 *   "SOTTO-" base32( 01 | u8 batches | u16 last day (days since 1970) | serial 8 | first 10 of HMAC-SHA-256(key, all before) )
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  concat,
  copyOf,
  Reader,
  toHex,
  u16,
  u8,
  utf8,
  type Bytes,
} from '../../../lib/bytes/index.ts';
import { IssuerError } from '../errors.ts';
import { fromBase32, toBase32 } from './base32.ts';
import { MAX_BATCHES, voucherId, type VoucherKind } from './voucher.ts';

const PREFIX = 'SOTTO-';
const VERSION = 1;
const SERIAL_BYTES = 8;
const MAC_BYTES = 10;
const LENGTH = 4 + SERIAL_BYTES + MAC_BYTES;
const DAY_MS = 86_400_000;
const GROUP = /.{1,4}/g;

export interface InvitationTerms {
  readonly batches: number;
  /** Good to the end of this day, UTC. */
  readonly untilMs: number;
}

export function makeInvitation(key: Bytes, { batches, untilMs }: InvitationTerms): string {
  const day = Math.floor(untilMs / DAY_MS);
  if (!(batches >= 1 && batches <= MAX_BATCHES) || day < 0 || day > 0xffff) {
    throw new RangeError('no such invitation');
  }
  const body = concat(u8(VERSION), u8(batches), u16(day), copyOf(randomBytes(SERIAL_BYTES)));
  const digits = toBase32(concat(body, macOf(key, body)));
  return PREFIX + (digits.match(GROUP) ?? []).join('-');
}

/** @param revoked Serial numbers in hex that are no longer honoured. */
export function invitations(key: Bytes, revoked: ReadonlySet<string> = new Set()): VoucherKind {
  return {
    name: 'invitation',
    // Awaited like the kinds that ask somebody.
    read: async (text) => {
      const [, digits] = /^\s*SOTTO-([0-9A-Z-]+)\s*$/i.exec(text) ?? [];
      if (digits === undefined) return undefined;
      const bytes = fromBase32(digits.replaceAll('-', ''));
      if (bytes?.length !== LENGTH) throw new IssuerError('voucher-invalid', 'code');
      const body = bytes.slice(0, -MAC_BYTES);
      if (!timingSafeEqual(bytes.slice(-MAC_BYTES), macOf(key, body))) {
        throw new IssuerError('voucher-invalid', 'code');
      }
      const reader = new Reader(body);
      const [version, batches, day] = [reader.u8(), reader.u8(), reader.u16()];
      const serial = toHex(reader.bytes(SERIAL_BYTES));
      if (version !== VERSION || revoked.has(serial)) throw new IssuerError('voucher-invalid');
      return { id: voucherId('invitation', serial), batches, untilMs: (day + 1) * DAY_MS };
    },
  };
}

function macOf(key: Bytes, body: Bytes): Bytes {
  const mac = createHmac('sha256', key).update(utf8('sotto invitation v1\0')).update(body);
  return copyOf(mac.digest().subarray(0, MAC_BYTES));
}
