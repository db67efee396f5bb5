import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalRequest } from '../../../lib/opengradient/index.ts';
import { readRecord } from '../../../scripts/json.ts';
import { canonicalText } from '../../../stack/opengradient/canonical.ts';
import { dumps, isDict, loads } from '../../../stack/opengradient/python-json.ts';
import { join } from 'node:path';
import { ownVectors } from '../../vectors/shared.ts';

/** As the emulated gateway has it: its own code, none of the device's. */
function byGateway(text: string): string | undefined {
  const request = loads(text);
  if (!isDict(request)) return undefined;
  try {
    return canonicalText(request, false);
  } catch {
    return undefined;
  }
}

function byDevice(text: string): string | undefined {
  try {
    return canonicalRequest(text);
  } catch {
    return undefined;
  }
}

const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit }), fc.string());
const value = fc.jsonValue();
const part = fc.oneof(
  fc.record({ type: fc.constant('text'), text }),
  fc.record({ type: fc.constant('image_url'), image_url: value }),
  fc.record({ type: fc.constant('file'), file: fc.record({ filename: text, file_data: text }) }),
  fc.record({ type: fc.constant('file'), filename: text }),
);
const call = fc.record(
  { id: text, type: text, function: fc.record({ name: text, arguments: text }), index: fc.nat() },
  { requiredKeys: ['function'] },
);
const message = fc.oneof(
  fc.record({ role: fc.constant('system'), content: text, name: text }),
  fc.record({ role: fc.constant('user'), content: fc.oneof(text, fc.array(part)) }),
  fc.record({ role: fc.constant('assistant'), content: text, tool_calls: fc.array(call) }),
  fc.record({ role: fc.constant('tool'), content: text, tool_call_id: text }),
  fc.record({ role: fc.constant('function'), content: text, name: text }),
);
const request = fc.record(
  {
    model: fc.string({ minLength: 1 }),
    messages: fc.array(message, { minLength: 1, maxLength: 4 }),
    temperature: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null)),
    max_tokens: fc.oneof(fc.nat(), fc.constant(null)),
    stop: fc.oneof(text, fc.array(text)),
    tools: fc.array(fc.dictionary(text, value)),
    response_format: fc.dictionary(text, value),
    web_search: fc.boolean(),
    reasoning_effort: fc.constantFrom('low', 'high'),
    stream: fc.boolean(),
    seed: fc.nat(),
  },
  { requiredKeys: ['model', 'messages'] },
);

describe('the canonical request of gateway and device, written twice', () => {
  it('is the same for every request', () => {
    fc.assert(
      fc.property(request, (body) => {
        const sealed = JSON.stringify(body);
        expect(byDevice(sealed)).toBe(byGateway(sealed));
        expect(byDevice(sealed)).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });

  it('is the same for every JSON, however its numbers are written', () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n.toExponential()),
      fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(String),
      fc.constantFrom('-0', '-0.0', '1E5', '1e+2', '2.50', '1e16', '1e-7', '5e-324', '123456.0'),
    );
    fc.assert(
      fc.property(fc.array(number), text, (numbers, key) => {
        const sealed = `{"model":"m","messages":[{"role":"user","content":"x"}],"tools":[{${JSON.stringify(key)}:[${numbers.join(',')}]}]}`;
        expect(byDevice(sealed)).toBe(byGateway(sealed));
      }),
      { numRuns: 300 },
    );
  });

  it('is what the vectors say', () => {
    const { canonicalJson } = readRecord(join(ownVectors('opengradient'), 'canonical-json.json'));
    const entries: unknown[] = Array.isArray(canonicalJson) ? canonicalJson : [];
    const held = entries.flatMap((entry) => {
      if (typeof entry !== 'object' || entry === null || !('input' in entry)) return [];
      if (!('canonical' in entry) || 'mayRefuse' in entry) return [];
      const verbatim = 'canonicalIfSentVerbatim' in entry ? entry.canonicalIfSentVerbatim : null;
      // The gateway knows no such role: a device rewrites it before it seals.
      const input = String(entry.input).replaceAll('"developer"', '"system"');
      if (verbatim !== null) expect(byGateway(input)).toBe(verbatim);
      expect(byGateway(JSON.stringify(JSON.parse(input)))).toBe(entry.canonical);
      return [entry];
    });
    expect(held.length).toBeGreaterThan(80);
  });

  it('keeps what Python keeps', () => {
    expect(dumps(loads('{"b":1.0,"a":[1e-7,1E21,-0]}') ?? null)).toBe(
      '{"a": [1e-07, 1e+21, 0], "b": 1.0}',
    );
  });
});
