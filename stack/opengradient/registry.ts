/**
 * The registry's contract on the node: deployed in one of three layouts, written to by the operator. What is read from
 * it is read by the device over JSON-RPC.
 */
import { readFile } from 'node:fs/promises';
import { isPlainObject } from '../../lib/shape/index.ts';
import type { Bytes } from '../../lib/bytes/index.ts';
import * as abi from './abi-writer.ts';
import { EmulatorError } from './errors.ts';
import type { Receipt, Rpc } from './rpc.ts';

/** Members of ohttpConfig: 7 as published, 8 in a newer draft; 10 is a row of ten members without any. */
export type Layout = 7 | 8 | 10;

/** A row as the contract holds it. */
export interface TeeRow {
  readonly owner: string;
  readonly paymentAddress: string;
  readonly endpoint: string;
  readonly publicKey: Bytes;
  readonly tlsCertificate: Bytes;
  readonly pcrHash: string;
  readonly teeType: number;
  readonly enabled: boolean;
  /** Unix seconds. */
  readonly registeredAt: number;
  readonly lastHeartbeatAt: number;
  readonly ohttp: {
    readonly keyId: number;
    readonly kemId: number;
    readonly kdfId: number;
    readonly aeadId: number;
    readonly publicKey: Bytes;
    readonly keyConfig: Bytes;
    readonly signature: Bytes;
  };
}

const CONFIG = '(uint8,uint16,uint16,uint16,bytes,bytes,bytes)';
const FRONT = 'bytes,bytes,bytes,address,string,uint8';
const FLAT = FRONT + ',uint8,uint16,uint16,uint16,bytes,bytes,bytes';
const ROW = `(address,address,string,bytes,bytes,bytes32,uint8,bool,uint256,uint256,${CONFIG})`;

export class RegistryContract {
  readonly address: string;
  readonly layout: Layout;
  readonly #rpc: Rpc;

  private constructor(rpc: Rpc, address: string, layout: Layout) {
    this.#rpc = rpc;
    this.address = address;
    this.layout = layout;
  }

  static async deploy(rpc: Rpc, layout: Layout, rootCertificate: Bytes): Promise<RegistryContract> {
    const code = await contractCode(`Registry${layout}`);
    const { contractAddress } = await rpc.send({
      data: abi.creation(code, abi.bytes(rootCertificate)),
    });
    return new RegistryContract(rpc, contractAddress, layout);
  }

  approve(pcrHash: string, version: string): Promise<Receipt> {
    const values = [abi.hexWord(pcrHash), abi.uint(0), abi.text(version)];
    return this.#send('approvePCR(bytes32,uint8,string)', ...values);
  }

  revoke(pcrHash: string): Promise<Receipt> {
    return this.#send('revokePCR(bytes32,uint8)', abi.hexWord(pcrHash), abi.uint(0));
  }

  /** The document is the first argument in every form; where the configuration stands differs. */
  register(document: Bytes, row: TeeRow): Promise<Receipt> {
    const front = [
      abi.bytes(document),
      abi.bytes(row.publicKey),
      abi.bytes(row.tlsCertificate),
      abi.hexWord(row.paymentAddress),
      abi.text(row.endpoint),
      abi.uint(row.teeType),
    ];
    const config = configMembers(row);
    return this.layout === 8
      ? this.#send(`registerTEEWithAttestation(${FRONT},${CONFIG})`, ...front, abi.tuple(...config))
      : this.#send(`registerTEEWithAttestation(${FLAT})`, ...front, ...config);
  }

  heartbeat(teeId: string, timestamp: number, signature: Bytes): Promise<Receipt> {
    const values = [abi.hexWord(teeId), abi.uint(timestamp), abi.bytes(signature)];
    return this.#send('heartbeat(bytes32,uint256,bytes)', ...values);
  }

  disable(teeId: string): Promise<Receipt> {
    return this.#send('disableTEE(bytes32)', abi.hexWord(teeId));
  }

  /** From now on the registry shows exactly these rows. */
  plant(rows: readonly TeeRow[]): Promise<Receipt> {
    return this.#send(`plant(${ROW}[])`, abi.list(rows.map(rowValue)));
  }

  /** What a relay asks before it sends anything on. */
  async isActive(teeId: string): Promise<boolean> {
    const data = abi.calldata('isTEEActive(bytes32)', abi.hexWord(teeId));
    const result = await this.#rpc.call('eth_call', { to: this.address, data }, 'latest');
    return BigInt(String(result)) === 1n;
  }

  #send(signature: string, ...values: readonly abi.AbiValue[]): Promise<Receipt> {
    return this.#rpc.send({ to: this.address, data: abi.calldata(signature, ...values) });
  }
}

function configMembers({ ohttp }: TeeRow): abi.AbiValue[] {
  return [
    ...[ohttp.keyId, ohttp.kemId, ohttp.kdfId, ohttp.aeadId].map(abi.uint),
    ...[ohttp.publicKey, ohttp.keyConfig, ohttp.signature].map(abi.bytes),
  ];
}

function rowValue(row: TeeRow): abi.AbiValue {
  return abi.tuple(
    abi.hexWord(row.owner),
    abi.hexWord(row.paymentAddress),
    abi.text(row.endpoint),
    abi.bytes(row.publicKey),
    abi.bytes(row.tlsCertificate),
    abi.hexWord(row.pcrHash),
    abi.uint(row.teeType),
    abi.flag(row.enabled),
    abi.uint(row.registeredAt),
    abi.uint(row.lastHeartbeatAt),
    abi.tuple(...configMembers(row)),
  );
}

/** Creation code of a contract, as compiled and committed. */
export async function contractCode(name: string): Promise<string> {
  const path = new URL('./contracts/compiled.json', import.meta.url);
  const compiled: unknown = JSON.parse(await readFile(path, 'utf8'));
  const code = isPlainObject(compiled) ? compiled[name] : undefined;
  if (typeof code === 'string') return code;
  throw new EmulatorError('rpc-failed', `no compiled contract ${name}`);
}
