/**
 * The gateways of the network and their rows in the registry: started, registered with a fresh document, kept alive by
 * heartbeats, started again with new keys.
 */
import { keccakHex } from './hashes.ts';
import { EmulatorError } from './errors.ts';
import { startGateway, type GatewayForm, type RunningGateway } from './gateway.ts';
import { heartbeatMessage } from './keys.ts';
import type { RegistryContract, TeeRow } from './registry.ts';
import { faultyRows, type RowFault } from './row-faults.ts';

const HEARTBEAT_MS = 900_000;
/** Subtracted by real gateways, whose clocks drift (section 1.5). */
const HEARTBEAT_BACK_SECONDS = 300;
const NOBODY = `0x${'00'.repeat(20)}`;

export type FormOf = (name: string) => Omit<GatewayForm, 'otherKeys' | 'port'>;

export class GatewayFleet {
  readonly #registry: RegistryContract;
  readonly #formOf: FormOf;
  #running: RunningGateway[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(registry: RegistryContract, formOf: FormOf) {
    this.#registry = registry;
    this.#formOf = formOf;
  }

  get running(): readonly RunningGateway[] {
    return this.#running;
  }

  async start(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      this.#running.push(await this.#boot(`gateway-${i + 1}`, 0));
    }
    this.#timer = setInterval(() => this.#beat(), HEARTBEAT_MS).unref();
  }

  /** Throws 'gateway-unknown'. */
  async restart(name: string): Promise<RunningGateway> {
    const index = this.#running.findIndex((gateway) => gateway.name === name);
    const old = this.#running[index];
    if (old === undefined) throw new EmulatorError('gateway-unknown', name);
    await old.close();
    await this.#registry.disable(old.keys.teeId);
    const fresh = await this.#boot(name, old.port);
    this.#running = this.#running.with(index, fresh);
    return fresh;
  }

  async plant(registry: RegistryContract, fault: RowFault): Promise<void> {
    await registry.plant(faultyRows(this.#running.map(rowOf), fault));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const gateway of this.#running.splice(0)) await gateway.close();
  }

  async #boot(name: string, port: number): Promise<RunningGateway> {
    const otherKeys = (): RunningGateway['keys'] => {
      const other = this.#running.find((gateway) => gateway.name !== name);
      if (other === undefined) throw new EmulatorError('gateway-unknown', 'no other gateway');
      return other.keys;
    };
    const gateway = await startGateway({ ...this.#formOf(name), port, otherKeys });
    await this.#registry.register(await gateway.attest(), rowOf(gateway));
    return gateway;
  }

  /** A heartbeat that fails is sent again at its next time; the registry tells of it until then. */
  #beat(): void {
    for (const { keys } of this.#running) {
      const timestamp = Math.floor(Date.now() / 1000) - HEARTBEAT_BACK_SECONDS;
      const signature = keys.sign(heartbeatMessage(keys.teeId, timestamp));
      this.#registry.heartbeat(keys.teeId, timestamp, signature).catch(() => undefined);
    }
  }
}

/** The row that a registration of this gateway makes. */
function rowOf({ endpoint, keys, pcrHash }: RunningGateway): TeeRow {
  const { keyId, kemId, kdfId, aeadId, publicKey, blob, signature } = keys.keyConfig;
  const nowSeconds = Math.floor(Date.now() / 1000);
  return {
    owner: NOBODY,
    paymentAddress: `0x${keccakHex(keys.signingKey).slice(0, 40)}`,
    endpoint,
    publicKey: keys.signingKey,
    tlsCertificate: keys.tls.certificate,
    pcrHash,
    teeType: 0,
    enabled: true,
    registeredAt: nowSeconds,
    lastHeartbeatAt: nowSeconds,
    ohttp: { keyId, kemId, kdfId, aeadId, publicKey, keyConfig: blob, signature },
  };
}
