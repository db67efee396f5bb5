/** The pages' own hand on the passphrase, loaded late: the worker never hears it. */
import { sessionStore } from '../../lib/platform/index.ts';
import { createPassphrase, type Passphrase, type Stretch } from '../../lib/proofs/lock/index.ts';

const SCRIPT = '/stretch.js';

const stretch: Stretch = (passphrase, salt, cost) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(SCRIPT);
    const end = (act: () => void): void => {
      worker.terminate();
      act();
    };
    worker.onmessage = ({ data }: MessageEvent<unknown>) =>
      end(() => {
        if (data instanceof Uint8Array && data.buffer instanceof ArrayBuffer) {
          resolve(new Uint8Array(data.buffer));
        } else reject(new TypeError('no key'));
      });
    worker.onerror = () =>
      end(() => reject(new TypeError('the passphrase could not be stretched')));
    worker.postMessage({ passphrase, salt, cost });
  });

export function openPassphrase(): Passphrase {
  const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  return createPassphrase({ random, stretch, now: () => Date.now(), session: sessionStore });
}
