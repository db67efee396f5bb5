import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodeProofFile, parseProofFile } from '../../../lib/proofs/file/index.ts';
import { isRecord } from '../../../scripts/json.ts';
import { ProofMaker } from '../../fakes/proof-file.ts';

const PATH = new URL('../../../lib/proofs/file/proof-file.schema.json', import.meta.url);
const schema: unknown = JSON.parse(readFileSync(PATH, 'utf8'));

/** Every object that the schema describes against the same object of a real file: the same names, all required. */
function compare(described: unknown, found: unknown, path: string): string[] {
  if (!isRecord(described)) return [`${path} is not described`];
  if (!isRecord(found)) return [];
  const choices = [described['anyOf'], described['oneOf']].flat().filter(isRecord);
  const shape = choices.find((choice) => isFor(choice, found)) ?? described;
  const properties = shape['properties'];
  if (!isRecord(properties)) return [`${path} has no properties`];
  const names = Object.keys(found).sort();
  const wrong = [Object.keys(properties), shape['required']].some(
    (said) => !Array.isArray(said) || said.toSorted().join() !== names.join(),
  );
  const isOpen = shape['additionalProperties'] !== false;
  return [
    ...(wrong || isOpen ? [path] : []),
    ...names.flatMap((name) => compare(properties[name], found[name], `${path}.${name}`)),
  ];
}

/** Of several, the one for this kind. */
function isFor(choice: Record<string, unknown>, found: Record<string, unknown>): boolean {
  const { properties } = choice;
  const kind = isRecord(properties) ? properties['kind'] : undefined;
  if (!isRecord(kind)) return choice['type'] === 'object';
  const kinds: readonly unknown[] = Array.isArray(kind['enum']) ? kind['enum'] : [kind['const']];
  return kinds.includes(found['kind']);
}

describe('the published schema', () => {
  it('describes exactly what is written', async () => {
    const file = await (await ProofMaker.create(Date.UTC(2026, 8, 1))).make();
    expect(compare(schema, JSON.parse(encodeProofFile(file)), 'file')).toEqual([]);
  });

  it('is for files that read back as they were written', async () => {
    const file = await (await ProofMaker.create(Date.UTC(2026, 8, 1))).make();
    expect(parseProofFile(encodeProofFile(file))).toEqual(file);
    const [, ...rest] = JSON.stringify(JSON.parse(encodeProofFile(file)), null, 2);
    expect(parseProofFile(`{${rest.join('')}`)).toEqual(file);
  });
});
