/** What the tests of lies share: the fault of an ask, and an honest network again after each of them. */
import { codeOf } from '../../../lib/errors/index.ts';
import type { RegistryRow } from '../../../lib/opengradient/index.ts';
import { noLies } from '../../../stack/opengradient/lies.ts';
import type { EmulatedNetwork } from '../../../stack/opengradient/start-opengradient.ts';
import { PlainAnswer, tokenOf } from './reference-client.ts';

export function beHonest({ lies }: EmulatedNetwork): void {
  const honest = noLies();
  Object.assign(lies.gateway, honest.gateway);
  lies.rpc.splice(0, 2, ...honest.rpc);
  lies.relay = 'honest';
  lies.aggregator = 'honest';
  lies.auth = 'honest';
}

/** The code of what this throws, or the status of a plain answer. */
export async function faultOf(run: Promise<unknown>): Promise<string | number | undefined> {
  try {
    await run;
    return 'nothing thrown';
  } catch (thrown) {
    return thrown instanceof PlainAnswer ? thrown.status : codeOf(thrown);
  }
}

export function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('missing');
  return value;
}

export function headersFor(network: EmulatedNetwork, row: RegistryRow): Record<string, string> {
  const headers = { authorization: `Bearer ${tokenOf(network)}`, 'x-tee-id': row.teeId };
  return { ...headers, 'content-type': 'message/ohttp-req' };
}
