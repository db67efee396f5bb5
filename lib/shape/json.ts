/** The value in a JSON text of bounded length: still unknown, for a shape to name. */
import { ShapeError } from './shape.ts';

/** Throws a ShapeError that repeats nothing of the text: it may be private. */
export function parseJson(json: string, maxLength: number): unknown {
  if (json.length > maxLength) throw new ShapeError('', `a text of at most ${maxLength}`);
  try {
    return JSON.parse(json);
  } catch {
    throw new ShapeError('', 'JSON');
  }
}
