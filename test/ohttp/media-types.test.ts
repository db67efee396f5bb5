import { describe, expect, it } from 'vitest';
import { MEDIA, mediaTypeIs } from '../../lib/ohttp/index.ts';

describe('media types', () => {
  it.each([
    'message/ohttp-res',
    'Message/OHTTP-Res',
    'message/ohttp-res; v=1',
    ' message/ohttp-res ;',
  ])('are told whatever their case and parameters: %j', (header) => {
    expect(mediaTypeIs(header, MEDIA.response)).toBe(true);
  });

  it.each([
    null,
    undefined,
    '',
    'text/html',
    'message/ohttp-chunked-res',
    'message/ohttp-resx',
    'x; message/ohttp-res',
  ])('are not taken for others: %j', (header) => {
    expect(mediaTypeIs(header, MEDIA.response)).toBe(false);
  });
});
