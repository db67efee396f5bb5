/** What whoever holds a copied profile opens of the vault: with the keys that lie beside it, and with nothing else. */

/**
 * Code for the extension's worker; gives each text of a store that any key in the database opens.
 * @param sealedIn Code of a function from a record to its sealed part and the vault's name for that.
 */
export function openingEach(store: string, sealedIn: string): string {
  return `new Promise((resolve, reject) => {
  const opening = indexedDB.open('sotto');
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = async () => {
    const all = (store) => new Promise((done, fail) => {
      const reading = opening.result.transaction(store).objectStore(store).getAll();
      reading.onsuccess = () => done(reading.result);
      reading.onerror = () => fail(reading.error);
    });
    const keys = (await all('keys')).map(({ key }) => key).filter((key) => key instanceof CryptoKey);
    const found = [];
    for (const record of await all('${store}')) {
      const [{ iv, sealed }, name] = (${sealedIn})(record);
      const additionalData = new TextEncoder().encode('sotto vault v1\\0' + name);
      for (const key of keys) {
        const way = { name: 'AES-GCM', iv, additionalData };
        const plain = await crypto.subtle.decrypt(way, key, sealed).catch(() => null);
        if (plain) found.push(new TextDecoder().decode(plain));
      }
    }
    opening.result.close();
    resolve(found);
  };
})`;
}
