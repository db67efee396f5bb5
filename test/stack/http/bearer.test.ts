import { describe, expect, it } from 'vitest';
import { hasBearer } from '../../../stack/http/bearer.ts';

describe('a bearer token', () => {
  it.each([
    ['Bearer secret', true],
    ['Bearer secret ', false],
    ['bearer secret', false],
    ['Bearer secre', false],
    ['Bearer ', false],
    ['secret', false],
    [undefined, false],
  ])('%s: %s', (authorization, isIt) => {
    const headers = authorization === undefined ? {} : { authorization };
    expect(hasBearer({ headers }, 'secret')).toBe(isIt);
  });
});
