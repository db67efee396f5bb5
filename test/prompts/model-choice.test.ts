import { describe, expect, it } from 'vitest';
import { chooseModel } from '../../lib/prompts/index.ts';

const MODELS = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];

describe('the model a question goes to', () => {
  it('is the one picked for it, else the settings’, else the first', () => {
    expect(chooseModel(MODELS, 'c', 'b')).toEqual({ id: 'c' });
    expect(chooseModel(MODELS, undefined, 'b')).toEqual({ id: 'b' });
    expect(chooseModel(MODELS, undefined, '')).toEqual({ id: 'a' });
  });

  it('is never one that the enclave does not name', () => {
    expect(chooseModel(MODELS, 'gone', 'also gone')).toEqual({ id: 'a' });
    expect(chooseModel([], 'a', 'a')).toBeUndefined();
  });
});
