/** What can go wrong on this device: selection, settings, the browser, the store. */
import type { LocalErrorCode, TableEntry } from './error-codes.ts';

export const LOCAL_ERRORS: Readonly<Record<LocalErrorCode, TableEntry>> = {
  // the page
  'selection-empty': ['stop', 'selection_empty'],
  'selection-secret': ['stop', 'selection_secret'],
  'selection-too-long': ['stop', 'selection_too_long'],
  'page-not-readable': ['stop', 'page_not_readable'],
  'pdf-not-readable': ['stop', 'pdf_not_readable'],
  // the settings
  'settings-invalid': ['fix-settings', 'settings_invalid'],
  'settings-version-unknown': ['fix-settings', 'settings_version'],
  'relay-url-invalid': ['fix-settings', 'relay_url_invalid'],
  'relay-url-insecure': ['fix-settings', 'relay_url_insecure'],
  'development-root-needs-loopback': ['fix-settings', 'development_root_loopback'],
  'development-root-invalid': ['fix-settings', 'development_root_invalid'],
  // the browser
  'scrub-failed': ['retry', 'scrub_failed'],
  'popup-not-opened': ['stop', 'popup_not_opened'],
  // the store
  'store-unavailable': ['stop', 'store_unavailable'],
  'store-full': ['stop', 'store_full'],
  'record-invalid': ['stop', 'record'],
  'record-unreadable': ['stop', 'record'],
  'proof-unknown': ['stop', 'proof_unknown'],
  'proof-incomplete': ['stop', 'proof_incomplete'],
  // a proof file
  'proof-file-malformed': ['stop', 'proof_file'],
  'proof-file-too-large': ['stop', 'proof_file'],
  'proof-file-version-unknown': ['stop', 'proof_file_version'],
  'development-root': ['stop', 'development_root'],
  'proof-keys-differ': ['stop', 'key_config_differs'],
  'recorded-time-implausible': ['stop', 'recorded_time'],
  'not-settled': ['retry', 'not_settled'],
  // between our own contexts
  'message-invalid': ['retry', 'unexpected'],
  'sender-refused': ['stop', 'unexpected'],
  'worker-lost': ['retry', 'unexpected'],
  'shape-invalid': ['retry', 'unexpected'],
  // bytes: each is caught and named by the module that met it, so none reaches a person in practice
  'hex-invalid': ['retry', 'unexpected'],
  'base64-invalid': ['retry', 'unexpected'],
  'too-short': ['retry', 'unexpected'],
  'number-too-large': ['retry', 'unexpected'],
  'cbor-too-large': ['stop', 'unexpected'],
  'cbor-truncated': ['stop', 'unexpected'],
  'cbor-trailing': ['stop', 'unexpected'],
  'cbor-too-deep': ['stop', 'unexpected'],
  'cbor-too-many-items': ['stop', 'unexpected'],
  'cbor-duplicate-key': ['stop', 'unexpected'],
  'cbor-key-type': ['stop', 'unexpected'],
  'cbor-not-minimal': ['stop', 'unexpected'],
  'cbor-not-sorted': ['stop', 'unexpected'],
  'cbor-indefinite': ['stop', 'unexpected'],
  'cbor-number-too-large': ['stop', 'unexpected'],
  'cbor-text-invalid': ['stop', 'unexpected'],
  'cbor-tag': ['stop', 'unexpected'],
  'cbor-unsupported': ['stop', 'unexpected'],
};
