/**
 * Reads Intel's TCB info (version 3) and enclave identity (version 2), the signed JSON that says which patch levels
 * are good. Follows the Intel PCS API v4. An unknown version, id or status string is refused, not passed over.
 */
import { toHex, type Bytes } from '../../bytes/index.ts';
import { JsonReader, type JsonRecord } from '../core/json.ts';

/** From best to worst, so that the worst of several can be taken. */
export const TCB_STATUSES = [
  'UpToDate',
  'SWHardeningNeeded',
  'ConfigurationNeeded',
  'ConfigurationAndSWHardeningNeeded',
  'OutOfDate',
  'OutOfDateConfigurationNeeded',
  'Revoked',
] as const;
export type TcbStatus = (typeof TCB_STATUSES)[number];

export interface StatusLevel {
  readonly status: TcbStatus;
  readonly advisories: readonly string[];
}

export interface PlatformLevel extends StatusLevel {
  readonly sgxComponents: readonly number[];
  /** Null in TCB info for SGX. */
  readonly tdxComponents: readonly number[] | null;
  readonly pceSvn: number;
}

export interface EnclaveLevel extends StatusLevel {
  readonly isvSvn: number;
}

export interface ModuleIdentity {
  readonly mrSigner: Bytes;
  readonly attributes: Bytes;
  readonly attributesMask: Bytes;
}

export interface Issued {
  readonly issuedMs: number;
  readonly nextUpdateMs: number;
  readonly evaluationNumber: number;
}

export interface TcbInfo extends Issued {
  readonly fmspc: string;
  readonly pceId: string;
  readonly levels: readonly PlatformLevel[];
  /** Null in TCB info for SGX. */
  readonly module: ModuleIdentity | null;
  readonly modules: readonly (ModuleIdentity & { id: string; levels: readonly EnclaveLevel[] })[];
}

export interface QeIdentity extends Issued {
  readonly miscSelect: Bytes;
  readonly miscSelectMask: Bytes;
  readonly attributes: Bytes;
  readonly attributesMask: Bytes;
  readonly mrSigner: Bytes;
  readonly isvProdId: number;
  readonly levels: readonly EnclaveLevel[];
}

const MAX_JSON = 256 * 1024;
const json = /* @__PURE__ */ new JsonReader('collateral-invalid');

/** @param text Exactly the text that was signed. */
export function parseTcbInfo(text: string, id: 'TDX' | 'SGX'): TcbInfo {
  const info = header(text, id, 3);
  const isTdx = id === 'TDX';
  if (json.integer(info['tcbType'], 'tcbType') !== 0) json.fail('tcbType');
  const modules = info['tdxModuleIdentities'];
  return {
    ...issued(info),
    fmspc: toHex(json.bytes(info['fmspc'], 'fmspc', 6)),
    pceId: toHex(json.bytes(info['pceId'], 'pceId', 2)),
    levels: levels(info['tcbLevels'], (level) => platformLevel(level, isTdx)),
    module: isTdx ? moduleIdentity(json.record(info['tdxModule'], 'tdxModule')) : null,
    modules: json.list(modules ?? [], 'tdxModuleIdentities', 64).map((item) => {
      const module = json.record(item, 'tdxModuleIdentities');
      return {
        ...moduleIdentity(module),
        id: json.text(module['id'], 'id'),
        levels: levels(module['tcbLevels'], enclaveLevel),
      };
    }),
  };
}

/** @param text Exactly the text that was signed. */
export function parseQeIdentity(text: string, id: 'TD_QE' | 'QE'): QeIdentity {
  const identity = header(text, id, 2);
  return {
    ...issued(identity),
    miscSelect: json.bytes(identity['miscselect'], 'miscselect', 4),
    miscSelectMask: json.bytes(identity['miscselectMask'], 'miscselectMask', 4),
    attributes: json.bytes(identity['attributes'], 'attributes', 16),
    attributesMask: json.bytes(identity['attributesMask'], 'attributesMask', 16),
    mrSigner: json.bytes(identity['mrsigner'], 'mrsigner', 32),
    isvProdId: json.integer(identity['isvprodid'], 'isvprodid'),
    levels: levels(identity['tcbLevels'], enclaveLevel),
  };
}

function header(text: string, id: string, version: number): JsonRecord {
  const record = json.record(json.parse(text, MAX_JSON), 'not an object');
  if (record['id'] !== id || record['version'] !== version) json.fail('id or version');
  return record;
}

function issued(record: JsonRecord): Issued {
  return {
    issuedMs: json.time(record['issueDate'], 'issueDate'),
    nextUpdateMs: json.time(record['nextUpdate'], 'nextUpdate'),
    evaluationNumber: json.integer(record['tcbEvaluationDataNumber'], 'tcbEvaluationDataNumber'),
  };
}

function moduleIdentity(record: JsonRecord): ModuleIdentity {
  return {
    mrSigner: json.bytes(record['mrsigner'], 'mrsigner', 48),
    attributes: json.bytes(record['attributes'], 'attributes', 8),
    attributesMask: json.bytes(record['attributesMask'], 'attributesMask', 8),
  };
}

function levels<T>(value: unknown, read: (level: JsonRecord) => T): readonly T[] {
  return json.list(value, 'tcbLevels', 256).map((item) => read(json.record(item, 'tcbLevels')));
}

function platformLevel(level: JsonRecord, isTdx: boolean): PlatformLevel {
  const tcb = json.record(level['tcb'], 'tcb');
  return {
    ...statusLevel(level),
    sgxComponents: components(tcb['sgxtcbcomponents']),
    tdxComponents: isTdx ? components(tcb['tdxtcbcomponents']) : null,
    pceSvn: json.integer(tcb['pcesvn'], 'pcesvn'),
  };
}

function enclaveLevel(level: JsonRecord): EnclaveLevel {
  const tcb = json.record(level['tcb'], 'tcb');
  return { ...statusLevel(level), isvSvn: json.integer(tcb['isvsvn'], 'isvsvn') };
}

function statusLevel(level: JsonRecord): StatusLevel {
  const text = json.text(level['tcbStatus'], 'tcbStatus');
  const advisories = json.list(level['advisoryIDs'] ?? [], 'advisoryIDs', 256);
  return {
    status: TCB_STATUSES.find((known) => known === text) ?? json.fail(`status ${text}`),
    advisories: advisories.map((advisory) => json.text(advisory, 'advisoryIDs')),
  };
}

function components(value: unknown): readonly number[] {
  const list = json.list(value, 'components', 16);
  if (list.length !== 16) json.fail('components');
  return list.map((item) => json.integer(json.record(item, 'component')['svn'], 'svn'));
}
