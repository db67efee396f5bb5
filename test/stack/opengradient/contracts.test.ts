import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { compileContracts } from '../../../stack/opengradient/compile.ts';
import { findAnvil } from '../../../stack/opengradient/find-anvil.ts';

describe('the contracts', () => {
  it('are what their sources compile to, byte for byte', async () => {
    const path = new URL('../../../stack/opengradient/contracts/compiled.json', import.meta.url);
    const committed: unknown = JSON.parse(await readFile(path, 'utf8'));
    expect(await compileContracts()).toEqual(committed);
  }, 180_000);
});

describe('the EVM node', () => {
  it('is found where it was installed, or where a person says', () => {
    expect(findAnvil({})).toMatch(/anvil/);
    expect(() => findAnvil({ PATH: '' }, [])).toThrow(/anvil-missing.*ANVIL_PATH/);
    const here = new URL(import.meta.url).pathname;
    expect(findAnvil({ ANVIL_PATH: here }, [])).toBe(here);
    expect(() => findAnvil({ ANVIL_PATH: `${here}.none` }, [])).toThrow(/anvil-missing/);
  });
});
