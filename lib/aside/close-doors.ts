/**
 * Shuts what an ordinary web worker can reach of the world, before the first job: the aside works on bytes that it was
 * handed, and what it does not have it cannot misuse.
 */
const DOORS = [
  ...['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'WebTransport', 'Worker'],
  ...['importScripts', 'indexedDB', 'caches', 'BroadcastChannel', 'SharedWorker'],
];

export function closeDoors(scope: object): void {
  for (const name of DOORS) {
    Object.defineProperty(scope, name, { value: undefined, writable: false, configurable: false });
  }
}
