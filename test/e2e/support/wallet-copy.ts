/** Takes a copy of the wallet as it lies on the disk, and later puts it back: what a restored profile does. */
export const COPY_OR_RESTORE = `new Promise((resolve, reject) => {
  const opening = indexedDB.open('sotto');
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const handle = opening.result;
    const transaction = handle.transaction('wallet', 'readwrite');
    const store = transaction.objectStore('wallet');
    if (globalThis.walletCopy === undefined) {
      const reading = store.get('wallet');
      reading.onsuccess = () => (globalThis.walletCopy = reading.result);
    } else store.put(globalThis.walletCopy);
    transaction.onerror = () => reject(transaction.error);
    transaction.oncomplete = () => { handle.close(); resolve(true); };
  };
})`;
