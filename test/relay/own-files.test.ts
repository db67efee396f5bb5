import { describe, expect, it } from 'vitest';
import { readOwnFile } from '../../lib/relay/index.ts';

const ROOT = 'chrome-extension://abcdefghijklmnop/';

describe('reading a file of our own', () => {
  it('reads it from our own root, with nothing of the person', async () => {
    const asked: [string, RequestInit][] = [];
    const fetch = (url: string, init: RequestInit) => {
      asked.push([url, init]);
      return Promise.resolve(new Response('body'));
    };
    const bytes = await readOwnFile(ROOT, 'chunks/a.js', fetch);
    expect(new TextDecoder().decode(bytes)).toBe('body');
    expect(asked[0]?.[0]).toBe(`${ROOT}chunks/a.js`);
    expect(asked[0]?.[1]).toMatchObject({ credentials: 'omit', redirect: 'error' });
  });

  it.each(['https://a.example/x.js', '//a.example/x.js'])('asks nobody for %s', async (path) => {
    const fetch = () => Promise.reject(new Error('fetched'));
    await expect(readOwnFile(ROOT, path, fetch)).rejects.toMatchObject({
      code: 'relay-request-refused',
    });
  });

  it('fails for a file that is not there', async () => {
    const fetch = () => Promise.resolve(new Response('', { status: 404 }));
    await expect(readOwnFile(ROOT, 'a.js', fetch)).rejects.toMatchObject({
      code: 'relay-answer-invalid',
    });
  });
});
