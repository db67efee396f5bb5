export { CborError, type CborErrorCode } from './errors.ts';
export { readCbor, type Cbor, type CborLimits, type CborMap } from './read.ts';
export { writeCbor, type CborInput, type CborTagged } from './write.ts';
