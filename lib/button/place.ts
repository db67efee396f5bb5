/** Where the button may stand: near the end of the selection, within the view, over no field. Pure. */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const GAP = 8;
const EDGE = 4;

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}

/** A place of this size, moved as little as it takes to be within the view. */
export function within(place: Box, view: Size): Box {
  return {
    ...place,
    left: clamp(place.left, EDGE, Math.max(EDGE, view.width - place.width - EDGE)),
    top: clamp(place.top, EDGE, Math.max(EDGE, view.height - place.height - EDGE)),
  };
}

/** Below the end of the selection, above it, or beside it; the first that is free is taken. */
export function placesFor(end: Box, size: Size, view: Size): Box[] {
  const left = end.left + end.width - size.width / 2;
  const places = [
    { left, top: end.top + end.height + GAP },
    { left, top: end.top - size.height - GAP },
    { left: end.left + end.width + GAP, top: end.top },
    { left: end.left - size.width - GAP, top: end.top },
  ];
  const isOffered = ({ left: x, top: y }: { left: number; top: number }): boolean =>
    y >= EDGE && y + size.height <= view.height - EDGE && x > -size.width && x < view.width;
  return places.filter(isOffered).map((place) => within({ ...place, ...size }, view));
}

/** The middle and the four corners, a little inside, so that a rounded corner is not taken for a cover. */
export function pointsOf({ left, top, width, height }: Box): (readonly [x: number, y: number])[] {
  const [dx, dy] = [Math.min(10, width / 3), Math.min(6, height / 3)];
  return [
    [left + width / 2, top + height / 2],
    [left + dx, top + dy],
    [left + width - dx, top + dy],
    [left + dx, top + height - dy],
    [left + width - dx, top + height - dy],
  ];
}

export function overlaps(a: Box, b: Box): boolean {
  return (
    a.left < b.left + b.width &&
    b.left < a.left + a.width &&
    a.top < b.top + b.height &&
    b.top < a.top + a.height
  );
}
