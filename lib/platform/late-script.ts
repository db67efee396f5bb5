/**
 * Runs a further script of the package in the background worker, late. Chrome's service worker may import, at any time
 * in its life, what it imported once while it was being installed (Service Workers, "importScripts": the script resource
 * map of a worker is closed after that); `import()` is refused to it. Firefox's event page is a page, and takes a script
 * element. Both are held to `script-src 'self'`. Must never be handed an address from outside.
 */
declare function importScripts(...urls: string[]): void;

/** In the worker's first turn: so that Chrome keeps these with the worker, from its installation on. */
export function keepLateScripts(files: readonly string[]): void {
  if (isServiceWorker()) globalThis.addEventListener('install', () => importScripts(...files));
}

export async function runLateScript(file: string): Promise<void> {
  if (isServiceWorker()) importScripts(file);
  else await runInPage(file);
}

function isServiceWorker(): boolean {
  return typeof importScripts === 'function';
}

function runInPage(file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = file;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(file));
    document.head.append(script);
  });
}
