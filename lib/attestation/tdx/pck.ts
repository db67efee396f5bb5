/**
 * What Intel wrote into a PCK certificate (Intel SGX PCK certificate profile, section 1.3.5): the platform's patch
 * levels, model and key generation, under 1.2.840.113741.1.13.1.
 */
import { toHex, type Bytes } from '../../bytes/index.ts';
import {
  demand,
  derError,
  elements,
  numberOf,
  OCTET_STRING,
  oidHex,
  sequence,
  SEQUENCE,
  type Der,
} from '../core/der.ts';
import { commonName, parseCertificate, type Certificate } from '../core/x509.ts';
import { refuse } from '../errors.ts';
import type { Quote } from './quote.ts';

const SGX_EXTENSIONS = '2a864886f84d010d01';
const TCB = `${SGX_EXTENSIONS}02`;
const PCE_ID = `${SGX_EXTENSIONS}03`;
const FMSPC = `${SGX_EXTENSIONS}04`;

export interface PckFacts {
  /** Sixteen component patch levels. */
  readonly components: readonly number[];
  readonly pceSvn: number;
  readonly cpuSvn: Bytes;
  /** Hex, lower case. */
  readonly pceId: string;
  readonly fmspc: string;
}

export function readPck(certificate: Certificate): PckFacts {
  const extension = certificate.extensions.get(SGX_EXTENSIONS) ?? derError('no SGX extension');
  const fields = fieldsOf(sequence(extension.value));
  const tcb = fieldsOf(elements(demand(fields.get(TCB), SEQUENCE).value));
  const level = (index: number): number => numberOf(tcb.get(TCB + byteHex(index)));
  return {
    components: Array.from({ length: 16 }, (_, index) => level(index + 1)),
    pceSvn: level(17),
    cpuSvn: octets(tcb.get(TCB + byteHex(18)), 16),
    pceId: toHex(octets(fields.get(PCE_ID), 2)),
    fmspc: toHex(octets(fields.get(FMSPC), 6)),
  };
}

const AUTHORITY = /\b(platform|processor)\b/i;

/** Under what Intel files the collateral of a quote's platform: its family, and which authority certified it. */
export function platformOf({ certificates }: Pick<Quote, 'certificates'>): {
  readonly fmspc: string;
  readonly authority: string;
} {
  const [leaf = refuse('chain-broken', 'no certificate')] = certificates;
  const certificate = parseCertificate(leaf);
  const [, authority] = AUTHORITY.exec(commonName(certificate.issuer)) ?? [];
  if (authority === undefined) return refuse('chain-broken', 'authority');
  return { fmspc: readPck(certificate).fmspc, authority: authority.toLowerCase() };
}

/** SEQUENCE OF SEQUENCE { id, value }; a doubled id is refused. */
function fieldsOf(list: readonly Der[]): ReadonlyMap<string, Der> {
  const fields = new Map<string, Der>();
  for (const item of list) {
    const [id, value, ...rest] = elements(demand(item, SEQUENCE).value);
    const key = oidHex(id);
    if (value === undefined || rest.length > 0 || fields.has(key)) derError('SGX extension');
    fields.set(key, value);
  }
  return fields;
}

function octets(element: Der | undefined, length: number): Bytes {
  const { value } = demand(element, OCTET_STRING);
  return value.length === length ? value : derError('SGX extension length');
}

function byteHex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
