/** What can go wrong on this device: selection, settings, the browser, the store. */
import type { LocalErrorCode } from './error-codes.ts';
import type { Advice } from './view.ts';

export const LOCAL_ERRORS: Readonly<Record<LocalErrorCode, Advice>> = {
  // the page
  'selection-empty': 'stop',
  'selection-secret': 'stop',
  'selection-too-long': 'stop',
  'page-not-readable': 'stop',
  'pdf-not-readable': 'stop',
  // the settings
  'settings-invalid': 'fix-settings',
  'settings-version-unknown': 'fix-settings',
  'settings-file-invalid': 'stop',
  'action-file-invalid': 'stop',
  'action-file-version-unknown': 'stop',
  'relay-url-invalid': 'fix-settings',
  'relay-url-insecure': 'fix-settings',
  'development-root-needs-loopback': 'fix-settings',
  'development-root-invalid': 'fix-settings',
  // the browser
  'scrub-failed': 'retry',
  'popup-not-opened': 'stop',
  'side-not-opened': 'stop',
  // the store
  'store-unavailable': 'stop',
  'store-full': 'stop',
  'record-invalid': 'stop',
  'record-unreadable': 'stop',
  'proof-unknown': 'stop',
  'proof-incomplete': 'stop',
  // a proof file
  'proof-file-malformed': 'stop',
  'proof-file-too-large': 'stop',
  'proof-file-version-unknown': 'stop',
  'development-root': 'stop',
  'proof-keys-differ': 'stop',
  'recorded-time-implausible': 'stop',
  'not-settled': 'retry',
  // between our own contexts
  'message-invalid': 'retry',
  'sender-refused': 'stop',
  'worker-lost': 'retry',
  'aside-not-opened': 'retry',
  'aside-gone': 'retry',
  'aside-late': 'retry',
  'late-part-missing': 'retry',
  'shape-invalid': 'retry',
  // bytes: each is caught and named by the module that met it, so none reaches a person in practice
  'hex-invalid': 'retry',
  'base64-invalid': 'retry',
  'too-short': 'retry',
  'number-too-large': 'retry',
  'cbor-too-large': 'stop',
  'cbor-truncated': 'stop',
  'cbor-trailing': 'stop',
  'cbor-too-deep': 'stop',
  'cbor-too-many-items': 'stop',
  'cbor-duplicate-key': 'stop',
  'cbor-key-type': 'stop',
  'cbor-not-minimal': 'stop',
  'cbor-not-sorted': 'stop',
  'cbor-indefinite': 'stop',
  'cbor-number-too-large': 'stop',
  'cbor-text-invalid': 'stop',
  'cbor-tag': 'stop',
  'cbor-unsupported': 'stop',
};
