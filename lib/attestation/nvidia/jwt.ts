/**
 * Reads JSON Web Tokens in compact form (RFC 7519, RFC 7515) for one algorithm, ES384, and key sets (RFC 7517).
 * The algorithm is demanded, never looked up: a token that could choose it could choose "none".
 */
import { fromBase64Url, fromUtf8, utf8, type Bytes } from '../../bytes/index.ts';
import { JsonReader, type JsonRecord } from '../core/json.ts';

export interface Token {
  readonly text: string;
  readonly kid: string;
  readonly claims: JsonRecord;
  readonly signed: Bytes;
  readonly signature: Bytes;
}

export interface TokenKey {
  readonly kid: string;
  /** x‖y on P-384. */
  readonly point: Bytes;
  /** DER, the key's certificate first. */
  readonly certificates: readonly Bytes[];
}

const MAX_TOKEN = 64 * 1024;
const MAX_KEYS = 64;
const json = /* @__PURE__ */ new JsonReader('gpu-token-invalid');

/** Throws AttestationError 'gpu-token-invalid'. Nothing in it is believed before its signature holds. */
export function parseToken(text: string): Token {
  if (text.length > MAX_TOKEN) json.fail('too large');
  const [header, payload, signature, ...rest] = text.split('.');
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) {
    return json.fail('not three parts');
  }
  const fields = jsonPart(header);
  if (fields['alg'] !== 'ES384' || 'crit' in fields) json.fail('algorithm');
  return {
    text,
    kid: json.text(fields['kid'], 'kid'),
    claims: jsonPart(payload),
    signed: utf8(`${header}.${payload}`),
    signature: json.decoded(signature, fromBase64Url),
  };
}

function jsonPart(part: string): JsonRecord {
  const bytes = json.decoded(part, fromBase64Url);
  return json.record(json.parse(json.decoded(bytes, fromUtf8), MAX_TOKEN), 'not an object');
}

/** The keys of a JWKS that this product can use (EC, P-384); two with one id are refused. */
export function parseKeySet(text: string): readonly TokenKey[] {
  const set = json.record(json.parse(text, 1 << 20), 'key set');
  const keys: TokenKey[] = [];
  for (const item of json.list(set['keys'], 'keys', MAX_KEYS)) {
    const key = json.record(item, 'key');
    if (key['kty'] !== 'EC' || key['crv'] !== 'P-384') continue;
    const kid = json.text(key['kid'], 'kid');
    if (keys.some((other) => other.kid === kid)) json.fail('key id twice');
    const certificates = json.list(key['x5c'] ?? [], 'x5c', 8);
    keys.push({
      kid,
      point: pointOf(key),
      certificates: certificates.map((certificate) => json.base64(certificate, 'x5c')),
    });
  }
  return keys;
}

function pointOf(key: JsonRecord): Bytes {
  const point = new Uint8Array(96);
  for (const [index, name] of ['x', 'y'].entries()) {
    const coordinate = json.decoded(json.text(key[name], name), fromBase64Url);
    if (coordinate.length !== 48) json.fail('coordinate');
    point.set(coordinate, index * 48);
  }
  return point;
}
