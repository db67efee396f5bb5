/** The relay's copy of an issuer's note: one, by one timer, whoever asks that it be fetched. */
import { expect, it, onTestFinished } from 'vitest';
import { fromUtf8 } from '../../../lib/bytes/index.ts';
import { answer, listen } from '../../../stack/http/server.ts';
import { IssuerCopy } from '../../../stack/relay/issuer-copy.ts';

it('is fetched once for all who ask at the same time', async () => {
  let asked = 0;
  const server = await listen(async (_, response) => {
    asked++;
    answer(response, 200, 'text/plain', `note ${asked}`);
  });
  onTestFinished(() => server.close());
  const copy = new IssuerCopy({ name: 'issuer.test', url: server.url }, 3_600_000);
  onTestFinished(() => copy.close());
  expect(() => copy.note).toThrow(/gateway-unreachable/);
  await Promise.all([copy.refresh(), copy.refresh(), copy.refresh()]);
  expect([asked, fromUtf8(copy.note)]).toEqual([1, 'note 1']);
  await copy.refresh();
  expect([asked, fromUtf8(copy.note)]).toEqual([2, 'note 2']);
});
