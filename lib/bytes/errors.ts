/** What can be wrong with a byte string or its text form. `bytes` imports nothing, so this stands on Error itself. */
export type BytesErrorCode = 'hex-invalid' | 'base64-invalid' | 'too-short' | 'number-too-large';

export class BytesError extends Error {
  override readonly name = 'BytesError';
  readonly code: BytesErrorCode;

  constructor(code: BytesErrorCode, detail?: string, options?: ErrorOptions) {
    super(detail === undefined ? code : `${code}: ${detail}`, options);
    this.code = code;
  }
}
