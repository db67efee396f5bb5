/**
 * Reads an enclave image in the words of its kind (lib/attestation). Nitro's has no kind, because it was there first.
 * Must never take a part of another kind, nor fewer parts than the kind has.
 */
import type { Image } from '../attestation/index.ts';
import { isPlainObject, oneOf, record, text, type Parser } from '../shape/index.ts';

const register = text(96, /^[0-9a-f]{96}$/);
const short = text(64, /^[0-9a-f]{64}$/);
const nitro = { pcr0: register, pcr1: register, pcr2: register };
const snp = { kind: oneOf('amd-sev-snp'), measurement: register, hostData: short };
const tdx = {
  kind: oneOf('intel-tdx'),
  ...{ mrTd: register, rtmr0: register, rtmr1: register, rtmr2: register },
};

type Fields = Readonly<Record<string, Parser<unknown>>>;
type Values<F extends Fields> = { [K in keyof F]: F[K] extends Parser<infer T> ? T : never };

/** An image with these fields besides. */
/* @__NO_SIDE_EFFECTS__ */
export function image<R extends Fields, O extends Fields = Record<never, never>>(
  required: R,
  optional?: O,
): Parser<Image & Values<R> & Partial<Values<O>>>;
export function image(required: Fields, optional: Fields = {}): Parser<unknown> {
  return (value, path) => {
    const kind = isPlainObject(value) ? value['kind'] : undefined;
    const own = kind === undefined ? nitro : kind === 'intel-tdx' ? tdx : snp;
    return record({ ...own, ...required }, optional)(value, path);
  };
}
