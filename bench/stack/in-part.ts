/** What a part has of its parent: its settings, and the door to say where it listens. Must never import the builder. */
import { isRecord } from '../../scripts/json.ts';

/** Tells the parent where it listens and answers it. */
export function serveParent(url: string): void {
  process.on('message', (message: unknown) => {
    if (!isRecord(message) || message['type'] !== 'usage') return;
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    process.send?.({
      type: 'usage',
      rssBytes: rss,
      heapBytes: heapUsed,
      cpuMs: (user + system) / 1000,
    });
  });
  process.on('disconnect', () => process.exit());
  process.send?.({ type: 'ready', url });
}

export function settings(): Readonly<Record<string, unknown>> {
  const parsed: unknown = JSON.parse(process.argv[2] ?? '{}');
  return isRecord(parsed) ? parsed : {};
}
