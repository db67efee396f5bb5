/** Relay, gateway and their memory under load: what `npm run bench:stack` prints alone. */
import type { RowSource } from './row.ts';
import { gatewayRows, memoryRows } from './stack/gateway-speed.ts';
import { relayRows } from './stack/relay-speed.ts';

export const rows: RowSource = async ({ quick }) => [
  ...(await relayRows(quick)),
  ...(await gatewayRows(quick)),
  ...(await memoryRows(quick)),
];
