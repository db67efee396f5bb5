/**
 * Reads an NVIDIA device report: an SPDM 1.1 GET_MEASUREMENTS exchange (DMTF DSP0274), request and signed response in
 * one, with NVIDIA's opaque fields. Little-endian. Must never judge what the fields say.
 */
import { toHex, type Bytes } from '../../bytes/index.ts';
import { LittleEndian } from '../core/little-endian.ts';
import { refuse } from '../errors.ts';

const MAX_REPORT_BYTES = 64 * 1024;
const REQUEST_BYTES = 37;
const SIGNATURE_BYTES = 96;
/** Version 1.1, GET_MEASUREMENTS, signature wanted, all blocks. */
const REQUEST_HEAD = '11e001ff';
const RESPONSE_HEAD = '1160';

export interface DeviceReport {
  readonly bytes: Bytes;
  /** The one in the request: what the report was asked for with. */
  readonly nonce: Bytes;
  /** Digests by index, from 1. */
  readonly measurements: ReadonlyMap<number, Bytes>;
  readonly opaque: ReadonlyMap<number, Bytes>;
  readonly driverVersion: string | null;
  readonly vbiosVersion: Bytes | null;
  /** Digest of the firmware that signed, as the report states it; early drivers state none. */
  readonly firmwareId: Bytes | null;
  readonly signed: Bytes;
  readonly signature: Bytes;
}

const FIELD_DRIVER_VERSION = 3;
const FIELD_VBIOS_VERSION = 6;
const FIELD_FIRMWARE_ID = 20;

/** Throws AttestationError 'evidence-too-large' or 'evidence-malformed'. */
export function parseDeviceReport(bytes: Bytes): DeviceReport {
  if (bytes.length > MAX_REPORT_BYTES) refuse('evidence-too-large', `${bytes.length} bytes`);
  const source = new LittleEndian(bytes);
  const request = source.take(REQUEST_BYTES);
  if (toHex(request.subarray(0, 4)) !== REQUEST_HEAD) malformed('not a measurement request');
  if (toHex(source.take(2)) !== RESPONSE_HEAD) malformed('not a measurement response');
  source.take(2);
  const count = source.number(1);
  const measurements = readBlocks(new LittleEndian(source.take(source.number(3))), count);
  source.take(32); // the responder's own nonce
  const opaque = readOpaque(new LittleEndian(source.take(source.number(2))));
  const signed = bytes.subarray(0, source.offset);
  const signature = source.take(SIGNATURE_BYTES);
  if (source.remaining > 0) malformed('trailing bytes');
  return {
    bytes,
    nonce: request.subarray(4, 36),
    measurements,
    opaque,
    driverVersion: textOf(opaque.get(FIELD_DRIVER_VERSION)),
    vbiosVersion: opaque.get(FIELD_VBIOS_VERSION) ?? null,
    firmwareId: opaque.get(FIELD_FIRMWARE_ID) ?? null,
    signed,
    signature,
  };
}

/** Blocks of DMTF form: index, specification 1, size; then type, size, digest. */
function readBlocks(source: LittleEndian, count: number): ReadonlyMap<number, Bytes> {
  const blocks = new Map<number, Bytes>();
  while (source.remaining > 0) {
    const index = source.number(1);
    const specification = source.number(1);
    const block = new LittleEndian(source.take(source.number(2)));
    block.take(1); // value type: the digest of something immutable, mutable, or configured
    const value = block.take(block.number(2));
    if (specification !== 1 || block.remaining > 0 || blocks.has(index)) malformed('block');
    blocks.set(index, value);
  }
  if (blocks.size !== count) malformed('block count');
  return blocks;
}

function readOpaque(source: LittleEndian): ReadonlyMap<number, Bytes> {
  const fields = new Map<number, Bytes>();
  while (source.remaining > 0) {
    const type = source.number(2);
    const value = source.take(source.number(2));
    if (fields.has(type)) malformed('opaque field twice');
    fields.set(type, value);
  }
  return fields;
}

/** ASCII with the NUL that ends it. */
function textOf(bytes: Bytes | undefined): string | null {
  if (bytes === undefined) return null;
  const text = String.fromCharCode(...bytes).replace(/\0+$/, '');
  return /^[\x20-\x7e]*$/.test(text) ? text : malformed('text');
}

function malformed(detail: string): never {
  return refuse('evidence-malformed', detail);
}
