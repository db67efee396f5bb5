/** Everything of the OpenGradient network and of Privacy Pass that arrives as bytes or text from elsewhere. */
import { concat, fromHex, fromUtf8, utf8, type Bytes } from '../../lib/bytes/index.ts';
import {
  parseBatchRequest,
  parseBatchResponse,
  parseChallenge,
  parseChallengeHeader,
  parseToken,
  parseTokenHeader,
} from '../../lib/credits/index.ts';
import {
  attestationFromCalldata,
  BillingFilter,
  canonicalRequest,
  decodeRegistryRows,
  OpengradientError,
  parseAnswer,
  readBatchDump,
  StreamedAnswer,
} from '../../lib/opengradient/index.ts';
import { parseRsaPublicKey } from '../../lib/rsa/index.ts';
import { FRAME } from '../opengradient/billing-frame.ts';
import { ownVectors, readVectors } from '../vectors/shared.ts';
import type { FuzzTarget } from './target.ts';

/** Bytes that are no text are another module's business. */
function textOf(bytes: Bytes): string {
  try {
    return fromUtf8(bytes);
  } catch (cause) {
    throw new OpengradientError('answer-malformed', 'UTF-8', { cause });
  }
}

function jsonOf(bytes: Bytes): unknown {
  try {
    return JSON.parse(textOf(bytes));
  } catch (cause) {
    throw new OpengradientError('batch-invalid', 'JSON', { cause });
  }
}

/** The texts under this name anywhere in a file of vectors. */
function textsIn(format: string, file: string, name: string, count: number): string[] {
  const found: string[] = [];
  JSON.stringify(readVectors(ownVectors(format), file), (key, value: unknown) => {
    if (key === name && typeof value === 'string' && found.length < count) found.push(value);
    return value;
  });
  return found;
}

const FRAMES =
  'data: {"choices":[{"delta":{"content":"Hi","tool_calls":[{"index":0,"id":"c"}]}}]}\n\n: x\r\n\r\n' +
  'data: {"choices":[{"delta":{},"finish_reason":"tool_calls"}],"tee_signature":"AA==","tee_timestamp":1,' +
  '"tee_request_hash":"00","tee_output_hash":"00","tee_id":"0x00"}\n\ndata: [DONE]\n\n';
const DUMP = {
  format: 'standard-v1',
  leafEncoding: ['bytes32', 'bytes32', 'bytes32', 'bytes', 'uint256'],
  values: [{ value: [`0x${'11'.repeat(32)}`, '22'.repeat(32), '33'.repeat(32), '0x4444', '7'] }],
};
const CALLDATA = `0x15c9bdb4${'20'.padStart(64, '0')}${'03'.padStart(64, '0')}${'aabbcc'.padEnd(64, '0')}`;
const HEADERS = textsIn('privacypass', 'rfc9577-header.json', 'WWW-Authenticate', 2).map(utf8);

function hexSeeds(file: string, name: string): Bytes[] {
  return textsIn('privacypass', file, name, 3).map(fromHex);
}

const SINGLE = FRAMES.slice(FRAMES.indexOf('"tee_signature"'), FRAMES.lastIndexOf('}\n') + 1);

export const targets: readonly FuzzTarget[] = [
  {
    name: 'opengradient-request',
    seeds: textsIn('opengradient', 'canonical-json.json', 'input', 60).map(utf8),
    run: (bytes) => canonicalRequest(textOf(bytes)),
  },
  {
    name: 'opengradient-answer',
    seeds: [utf8(`{"choices":[{"message":{"content":"x"},"finish_reason":"stop"}],${SINGLE}`)],
    run: (bytes) => parseAnswer(textOf(bytes)),
  },
  {
    name: 'opengradient-stream',
    seeds: [utf8(FRAMES)],
    run: (bytes) => {
      const answer = new StreamedAnswer();
      answer.push(textOf(bytes));
      return answer.finish();
    },
  },
  {
    name: 'opengradient-registry',
    seeds: textsIn('opengradient', 'registry-row.json', 'data', 4).map(utf8),
    run: (bytes) => decodeRegistryRows(textOf(bytes)),
  },
  {
    name: 'opengradient-calldata',
    seeds: [utf8(CALLDATA)],
    run: (bytes) => attestationFromCalldata(textOf(bytes)),
  },
  {
    name: 'opengradient-dump',
    seeds: [utf8(JSON.stringify(DUMP))],
    run: (bytes) => readBatchDump(jsonOf(bytes), { root: `0x${'00'.repeat(32)}`, size: 1n }),
  },
  {
    name: 'opengradient-billing',
    seeds: [
      concat(new Uint8Array(32), fromHex('4010'), new Uint8Array(16), FRAME),
      concat(new Uint8Array(32), FRAME, fromHex('00'), new Uint8Array(20)),
    ],
    run: (bytes) => new BillingFilter().push(bytes),
  },
  {
    name: 'rsa-public-key',
    seeds: hexSeeds('rfc9578-blind-rsa.json', 'pkS'),
    run: (bytes) => parseRsaPublicKey(bytes),
  },
  {
    name: 'credits-token',
    seeds: hexSeeds('rfc9578-blind-rsa.json', 'token'),
    run: (bytes) => parseToken(bytes),
  },
  {
    name: 'credits-challenge',
    seeds: hexSeeds('rfc9578-blind-rsa.json', 'token_challenge'),
    run: (bytes) => parseChallenge(bytes),
  },
  {
    name: 'credits-batch-request',
    seeds: [concat(fromHex('4103000200'), new Uint8Array(256))],
    run: (bytes) => parseBatchRequest(bytes),
  },
  {
    name: 'credits-batch-response',
    seeds: [concat(fromHex('4103010002'), new Uint8Array(256)), fromHex('020000')],
    run: (bytes) => parseBatchResponse(bytes, 1),
  },
  {
    name: 'credits-challenge-header',
    seeds: HEADERS,
    run: (bytes) => parseChallengeHeader(textOf(bytes)),
  },
  {
    name: 'credits-token-header',
    seeds: [utf8('PrivateToken token="AAIA"')],
    run: (bytes) => parseTokenHeader(textOf(bytes)),
  },
];
