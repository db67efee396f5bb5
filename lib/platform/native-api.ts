/**
 * What the build puts in the place of webextension-polyfill in the worker (wxt.config.ts): at our floors both
 * browsers' own API gives promises, which is all that the polyfill adds, and the worker has 60 kB for everything.
 */
const api: unknown = Reflect.get(globalThis, 'browser') ?? Reflect.get(globalThis, 'chrome');

// The polyfill's own export, which this stands in for, is a default one.
export { api as default };
