/**
 * The one place where the browser's extension API comes in. Everything else in lib/platform takes it from here, and
 * nothing else in the product may. The polyfill gives both browsers the same promises and listeners.
 */
import browser from 'webextension-polyfill';

export { browser };
export type { Runtime, DeclarativeNetRequest } from 'webextension-polyfill';
