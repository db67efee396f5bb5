import { expect, it } from 'vitest';
import { runPrivacypass } from '../../scripts/conformance/privacypass.ts';
import { ownVectors, sharedVectors } from '../vectors/shared.ts';

async function expectAllHold(folder: string, least: number): Promise<void> {
  const outcomes = await runPrivacypass(folder);
  expect(outcomes.filter(({ ok }) => !ok)).toEqual([]);
  expect(outcomes.length).toBeGreaterThanOrEqual(least);
}

it('holds to the examples of the standards', async () => {
  await expectAllHold(ownVectors('privacypass'), 75);
});

it('holds to the whole set where it is at hand', async () => {
  const folder = sharedVectors('privacypass', 56);
  await expectAllHold(folder ?? ownVectors('privacypass'), folder === undefined ? 75 : 56);
});
