import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overlaps, placesFor, pointsOf, within, type Box } from '../../lib/button/place.ts';

const VIEW = { width: 800, height: 600 };
const SIZE = { width: 100, height: 36 };

const line = (left: number, top: number): Box => ({ left, top, width: 200, height: 20 });

describe('where the button may stand', () => {
  it('is below the end of the selection first, then above it', () => {
    const [first, second] = placesFor(line(100, 300), SIZE, VIEW);
    expect(first).toMatchObject({ left: 250, top: 328 });
    expect(second).toMatchObject({ left: 250, top: 256 });
  });

  it('is above it where there is no room below', () => {
    expect(placesFor(line(100, 570), SIZE, VIEW)[0]).toMatchObject({ top: 526 });
  });

  it('is nowhere for a selection that is out of view', () => {
    expect(placesFor(line(100, -300), SIZE, VIEW)).toEqual([]);
    expect(placesFor(line(100, 900), SIZE, VIEW)).toEqual([]);
  });

  it('is always whole within the view and never over the line itself', () => {
    const numbers = fc.integer({ min: -2000, max: 2000 });
    fc.assert(
      fc.property(numbers, numbers, fc.integer({ min: 1, max: 700 }), (left, top, width) => {
        const end = { left, top, width, height: 18 };
        for (const place of placesFor(end, SIZE, VIEW)) {
          expect(place.left).toBeGreaterThanOrEqual(0);
          expect(place.left + place.width).toBeLessThanOrEqual(VIEW.width);
          expect(place.top).toBeGreaterThanOrEqual(0);
          expect(place.top + place.height).toBeLessThanOrEqual(VIEW.height);
        }
        const below = placesFor(end, SIZE, VIEW)[0];
        if (below && below.top > end.top + end.height) expect(overlaps(below, end)).toBe(false);
      }),
    );
  });

  it('stays in view wherever it is dragged to', () => {
    expect(within({ ...SIZE, left: -500, top: 9000 }, VIEW)).toMatchObject({ left: 4, top: 560 });
    expect(within({ ...SIZE, left: 5, top: 5 }, { width: 40, height: 20 })).toMatchObject({
      left: 4,
      top: 4,
    });
  });

  it('is looked at inside its edges, however small', () => {
    for (const size of [SIZE, { width: 3, height: 3 }]) {
      const box = { left: 10, top: 10, ...size };
      for (const [x, y] of pointsOf(box)) {
        expect(overlaps({ left: x, top: y, width: 0.1, height: 0.1 }, box)).toBe(true);
      }
    }
  });
});
