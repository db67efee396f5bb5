export { concat, copyOf, equal, fromUtf8, u16, u32, u64, u8, utf8, type Bytes } from './bytes.ts';
export { BytesError, type BytesErrorCode } from './errors.ts';
export { Reader } from './reader.ts';
export { fromBase64, fromBase64Url, fromHex, toBase64, toBase64Url, toHex } from './text-forms.ts';
