import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareRequest } from '../../lib/opengradient/index.ts';
import { canonicalText } from '../../stack/opengradient/canonical.ts';
import { isDict, loads } from '../../stack/opengradient/python-json.ts';

/** The gateway's own steps from a request to the text that it hashes (protocol notes, section 5.3). */
const PROGRAM = `
import json, sys

def part(p):
    if not isinstance(p, dict):
        return {'type': 'text', 'text': str(p)}
    if p.get('type') == 'text':
        return {'type': 'text', 'text': p.get('text') or ''}
    inner = p['file'].get('filename') if isinstance(p.get('file'), dict) else None
    name = inner or p.get('filename')
    return {'type': p.get('type'), **({'filename': name} if name else {})}

def call(c):
    f = c['function']
    return {'id': c['id'], 'type': c['type'], 'function': {'name': f['name'], 'arguments': f['arguments']}}

def message(m):
    role, content = m['role'], m.get('content')
    if role == 'user' and isinstance(content, list):
        return {'role': role, 'content': [part(p) for p in content]}
    if role == 'assistant':
        calls = m.get('tool_calls')
        return {'role': role, 'content': content or '', **({'tool_calls': [call(c) for c in calls]} if calls else {})}
    if role == 'tool':
        return {'role': role, 'content': content, 'tool_call_id': m['tool_call_id']}
    if role == 'function':
        return {'role': role, 'content': content, 'name': m['name']}
    return {'role': role, 'content': content}

for line in sys.stdin:
    q = json.loads(json.loads(line))
    t = q.get('temperature')
    d = {'model': q['model'], 'messages': [message(m) for m in q['messages']], 'temperature': 0.0 if t is None else float(t)}
    if q.get('max_tokens') is not None:
        d['max_tokens'] = q['max_tokens']
    for name in ('stop', 'tools', 'response_format', 'reasoning_effort'):
        if q.get(name):
            d[name] = q[name]
    if q.get('web_search'):
        d['web_search'] = True
    print(json.dumps(d, sort_keys=True))
`;

const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit, maxLength: 8 }),
  fc.constantFrom('__proto__', 'constructor', '10', '9', '\u{10000}', '\uffff', '\ud800', '\u007f'),
);
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constantFrom(0, -0, 1e16, 1e15, 123456789012345680000, 1e21, 1e-7, 1e-5, 0.0001, 5e-324),
  fc.constantFrom(Number.MAX_VALUE, 2 ** 53, -1e22, 0.1 + 0.2),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(number, text, fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4 }),
  ),
}));
const contentPart = fc.oneof(
  fc.record({ type: fc.constant('text'), text: fc.oneof(text, fc.constant(null)) }),
  fc.record({ type: fc.constant('image_url'), image_url: text }),
  fc.record({ type: fc.constant('file'), file: fc.record({ filename: text }) }),
  text,
);
const toolCall = fc.record({
  ...{ id: text, type: fc.constant('function') },
  function: fc.record({ name: text, arguments: text }),
});
const message = fc.oneof(
  fc.record({ role: fc.constantFrom('system', 'user'), content: text }),
  fc.record({ role: fc.constant('user'), content: fc.array(contentPart, { maxLength: 3 }) }),
  fc.record({
    role: fc.constant('assistant'),
    content: fc.oneof(text, fc.constant(null)),
    tool_calls: fc.array(toolCall, { maxLength: 2 }),
  }),
  fc.record({ role: fc.constant('tool'), content: text, tool_call_id: text }),
  fc.record({ role: fc.constant('function'), content: text, name: text }),
);
const nullOr = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof(one, fc.constant(null));
const request = fc.record(
  {
    model: text.filter((name) => name !== '' && !name.includes('/')),
    messages: fc.array(message, { minLength: 1, maxLength: 3 }),
    temperature: nullOr(number),
    max_tokens: nullOr(fc.nat()),
    stop: nullOr(fc.oneof(text, fc.array(text, { maxLength: 2 }))),
    tools: nullOr(fc.array(value, { maxLength: 2 })),
    response_format: nullOr(fc.dictionary(text, value, { maxKeys: 3 })),
    reasoning_effort: fc.constantFrom('low', '', null),
    ...{ web_search: fc.boolean(), stream: fc.boolean() },
  },
  { requiredKeys: ['model', 'messages'] },
);

/** By Python where there is one, else by the emulator's own gateway, which shares no code with the client. */
function byGateway(sealed: readonly string[]): string[] {
  const input = sealed.map((one) => JSON.stringify(one)).join('\n');
  const run = spawnSync('python3', ['-c', PROGRAM], { input, encoding: 'utf8', maxBuffer: 1e9 });
  return run.status === 0 ? run.stdout.trimEnd().split('\n') : sealed.map(byEmulator);
}

function byEmulator(sealed: string): string {
  const read = loads(sealed);
  if (!isDict(read)) throw new Error('no request');
  return canonicalText(read, true);
}

describe('any request', () => {
  it('is hashed as the gateway hashes what it was sent', () => {
    const prepared = fc
      .sample(request, 800)
      .map((one) => prepareRequest(one, { hashesReasoningEffort: true }));
    const wanted = byGateway(prepared.map(({ sealedText }) => sealedText));
    expect(prepared.map(({ canonical }) => canonical)).toEqual(wanted);
    expect(new Set(wanted).size).toBeGreaterThan(700);
  });

  it('is what the emulated gateway hashes too', () => {
    const prepared = fc
      .sample(request, 200)
      .map((one) => prepareRequest(one, { hashesReasoningEffort: true }));
    for (const { sealedText, canonical } of prepared)
      expect(byEmulator(sealedText)).toBe(canonical);
  });
});
