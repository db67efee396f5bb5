/**
 * Makes the text to seal from a chat request, in the one form whose hash the gateway will repeat: no vendor prefix on
 * the model, no role and no field that some gateways refuse, drop or hash differently (sections 5.1 and 5.3).
 * Must never send a field that names the person or the request: the gateway drops them, and so the device does first.
 */
import { canonicalRequest, type RequestOptions } from './canonical-request.ts';
import { OpengradientError } from './errors.ts';
import { keccakHex } from './hashes.ts';
import { utf8 } from '../bytes/index.ts';

export interface PreparedRequest {
  /** The inner plaintext, UTF-8 JSON; not binary HTTP. */
  readonly sealedText: string;
  readonly canonical: string;
  readonly requestHash: string;
}

const NEVER_SENT = new Set(['user', 'metadata', 'x-request-id', 'request_id']);

/** @param body An OpenAI chat-completions object. Throws 'request-not-expressible'. */
export function prepareRequest(
  body: Readonly<Record<string, unknown>>,
  options: RequestOptions = {},
): PreparedRequest {
  const entries = Object.entries(body).flatMap(([name, value]): [string, unknown][] => {
    if (NEVER_SENT.has(name)) return [];
    if (name === 'reasoning_effort' && options.hashesReasoningEffort !== true) return [];
    if (name === 'model' && typeof value === 'string') return [[name, gatewayModel(value)]];
    if (name === 'messages' && Array.isArray(value)) return [[name, value.map(withKnownRole)]];
    return [[name, value]];
  });
  let sealedText: string;
  try {
    sealedText = JSON.stringify(Object.fromEntries(entries));
  } catch (cause) {
    throw new OpengradientError('request-not-expressible', 'not JSON', { cause });
  }
  const canonical = canonicalRequest(sealedText, options);
  return { sealedText, canonical, requestHash: requestHash(canonical) };
}

/** `anthropic/claude-sonnet-4-6` is `claude-sonnet-4-6` to the gateway. */
export function gatewayModel(model: string): string {
  return model.slice(model.indexOf('/') + 1);
}

/** `tee_request_hash`: keccak-256 of the canonical text, hex without prefix. */
export function requestHash(canonical: string): string {
  return keccakHex(utf8(canonical));
}

function withKnownRole(message: unknown): unknown {
  if (typeof message !== 'object' || message === null || !('role' in message)) return message;
  return message.role === 'developer' ? { ...message, role: 'system' } : message;
}
