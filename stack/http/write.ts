/** Writing with back-pressure: one write per piece, and no further piece while the peer is behind. */
import type { Bytes } from '../../lib/bytes/index.ts';
import type { Outgoing } from './message.ts';

/** Resolves when there is room for more; rejects with the signal's reason when the peer is gone. */
export function responseWriter(
  response: Outgoing,
  gone: AbortSignal,
): (bytes: Bytes) => Promise<void> {
  return async (bytes) => {
    gone.throwIfAborted();
    if (response.write(bytes)) return;
    await drained(response, gone);
  };
}

function drained(response: Outgoing, gone: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      response.off('drain', settle);
      gone.removeEventListener('abort', settle);
      if (gone.aborted) reject(new DOMException('peer gone', 'AbortError'));
      else resolve();
    };
    response.once('drain', settle);
    gone.addEventListener('abort', settle, { once: true });
  });
}
