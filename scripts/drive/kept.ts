/** What lies in the extension's IndexedDB, read by the browser itself and not through the product's code. */
import { isRecord, type JsonRecord } from '../json.ts';
import type { Chromium } from './chromium.ts';

/** Byte strings come as their length; a key comes as its algorithm's name and whether it could be exported. */
const READ = (store: string): string => `new Promise((resolve, reject) => {
  const opening = indexedDB.open('sotto');
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const handle = opening.result;
    const reading = handle.transaction('${store}').objectStore('${store}').getAll();
    reading.onerror = () => reject(reading.error);
    reading.onsuccess = () => {
      handle.close();
      resolve(JSON.parse(JSON.stringify(reading.result, (_, value) =>
        ArrayBuffer.isView(value) ? 'bytes:' + String(value.byteLength)
          : value instanceof CryptoKey ? 'key:' + value.algorithm.name + ':' + String(value.extractable)
          : value)));
    };
  };
})`;

export async function readStore(chromium: Chromium, store: string): Promise<JsonRecord[]> {
  const records = await chromium.inWorker(READ(store));
  return Array.isArray(records) ? records.filter(isRecord) : [];
}
