/** Parsers of the product under fuzz: settings, messages, proof files, lists, chain nodes, login, blobs, redaction. */
import { parseFileList } from '../../lib/build/index.ts';
import { fromUtf8, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { parseFromWorker, parseToWorker } from '../../lib/messages/index.ts';
import {
  encodeProofFile,
  MAX_PROOF_LENGTH,
  parseProofFile,
  ProofSplitter,
} from '../../lib/proofs/file/index.ts';
import { findAll, KINDS } from '../../lib/redaction/index.ts';
import { callNode, fetchBlob, refreshLogin } from '../../lib/relay/index.ts';
import { migrate, parseSettings } from '../../lib/settings/index.ts';
import { ProofMaker } from '../fakes/proof-file.ts';
import { appState, SETTINGS } from '../fakes/views.ts';
import type { FuzzTarget } from './target.ts';

const PLACE = 'https://place.example';
const lossy = new TextDecoder();
const maker = await ProofMaker.create(Date.UTC(2026, 8, 14));
const proofs = [
  encodeProofFile(await maker.make()),
  encodeProofFile(await maker.make({ hasPlaintext: true, isSettled: true })),
];

/** Not JSON is refused by the one JSON parser there is; what gets past it is what our own parsers see. */
function json(bytes: Bytes): unknown {
  try {
    return JSON.parse(fromUtf8(bytes));
  } catch {
    return undefined;
  }
}

function seed(value: unknown): Bytes {
  return utf8(JSON.stringify(value));
}

function answering(bytes: Bytes, type = 'application/json') {
  return () => Promise.resolve(new Response(bytes, { headers: { 'content-type': type } }));
}

const never = new AbortController().signal;

export const targets: readonly FuzzTarget[] = [
  {
    name: 'settings',
    seeds: [seed(SETTINGS), seed({ ...SETTINGS, version: 1 }), seed({ ...SETTINGS, version: 2 })],
    run: (bytes) => parseSettings(migrate(json(bytes))),
  },
  {
    name: 'message-to-worker',
    seeds: [
      seed({ type: 'ask/start', model: 'm' }),
      seed({ type: 'draft/change', draft: { question: 'why?', includeTitle: true } }),
      seed({ type: 'settings/write', settings: SETTINGS }),
    ],
    run: (bytes) => parseToWorker(json(bytes)),
  },
  {
    name: 'message-from-worker',
    seeds: [
      seed({ type: 'app/state', ...appState() }),
      seed({ type: 'ask/text', id: 'a', from: 0, text: 'x' }),
    ],
    run: (bytes) => parseFromWorker(json(bytes)),
  },
  {
    name: 'proof-file',
    seeds: proofs.map(utf8),
    run: (bytes) => parseProofFile(lossy.decode(bytes)),
  },
  {
    name: 'proof-file-splitter',
    seeds: [utf8(proofs.join('\n')), utf8('{"a":"}"}\n{"b":"\\""}')],
    run: (bytes) => {
      const splitter = new ProofSplitter(MAX_PROOF_LENGTH);
      const text = lossy.decode(bytes);
      for (let at = 0; at < text.length; at += 1000) splitter.push(text.slice(at, at + 1000));
      splitter.end();
    },
  },
  { name: 'file-list', seeds: [utf8('a.js\nb/c.js\n')], run: parseFileList },
  {
    name: 'chain-node-answer',
    seeds: [
      seed({ jsonrpc: '2.0', id: 1, result: '0x1' }),
      seed({ jsonrpc: '2.0', id: 1, error: { code: -32000, message: 'no' } }),
    ],
    run: (bytes) => callNode({ fetch: answering(bytes), url: PLACE }, 'eth_call', [], never),
  },
  {
    name: 'login-answer',
    seeds: [
      seed({ access_token: 'a', refresh_token: 'b', expires_in: 3600, token_type: 'bearer' }),
    ],
    run: (bytes) =>
      refreshLogin({ fetch: answering(bytes), authUrl: PLACE, authKey: 'k' }, 't', never),
  },
  {
    name: 'blob',
    seeds: [seed({ leaves: [], tree: [] })],
    run: (bytes) => fetchBlob(answering(bytes, 'application/octet-stream'), PLACE, 'abc', never),
  },
  {
    name: 'redaction',
    seeds: [
      utf8(
        'Write to ann@mail.example or +49 30 1234567, card 4111 1111 1111 1111, DE89370400440532013000.',
      ),
      utf8('Rua das Flores 12, 1200-192 Lisboa; key sk-proj-abcdefghijklmnopqrstuvwxyz0123456789'),
    ],
    run: (bytes) => findAll(lossy.decode(bytes), { kinds: KINDS, words: ['Lisboa'] }),
  },
];
