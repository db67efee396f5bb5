import { expect, it } from 'vitest';
import { runOpengradient } from '../../scripts/conformance/opengradient.ts';
import { ownVectors, sharedVectors } from '../vectors/shared.ts';

async function expectAllHold(folder: string, least: number): Promise<void> {
  const outcomes = await runOpengradient(folder);
  expect(outcomes.filter(({ ok }) => !ok)).toEqual([]);
  expect(outcomes.length).toBeGreaterThanOrEqual(least);
}

it('holds to the committed vectors', async () => {
  await expectAllHold(ownVectors('opengradient'), 300);
});

it('holds to the whole set where it is at hand', async () => {
  const folder = sharedVectors('opengradient', 682);
  await expectAllHold(folder ?? ownVectors('opengradient'), folder === undefined ? 300 : 682);
});
