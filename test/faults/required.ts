/** What the fault matrix must cover: the project's own list, and the refusal cases of peers-private-inference. */

/** In a real browser, each with a test of its own. */
export const IN_BROWSER: readonly string[] = [
  ...['worker before seal', 'worker after seal', 'worker first byte', 'worker mid-stream'],
  ...['worker before receipt', 'worker while storing', 'worker while settling'],
  ...['browser restarted', 'profile copied', 'storage full', 'storage evicted'],
  ...['clock an hour fast', 'clock an hour slow', 'network gone', 'network back'],
  ...['relay slow', 'relay cut', 'relay wrong', 'relay replaying', 'relay swapping keys'],
  ...['gateway slow', 'gateway cut', 'gateway wrong', 'gateway replaying', 'gateway swapping keys'],
  'paid twice',
];

/** Section 3. */
export const CASES: readonly string[] = Array.from(
  { length: 30 },
  (_, i) => `case ${String(i + 1)}`,
);

/** Section 3b. */
export const MORE_CASES: readonly string[] = [
  ...['patch level', 'tdx collateral', 'snp certificate differs', 'policy unread', 'gpu evidence'],
  ...['evidence re-encoded', 'load balancer', 'cached key', 'attestation times out'],
  ...['settlement not found yet', 'imported mark', 'older request', 'worker killed'],
  ...['settlement contradicts', 'stored proof edited', 'page script', 'unattested model'],
];
