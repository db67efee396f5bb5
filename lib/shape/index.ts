export { parseJson } from './json.ts';
export { partial, record, variants } from './record.ts';
export {
  count,
  flag,
  isPlainObject,
  list,
  nullable,
  oneOf,
  ShapeError,
  text,
  type Parsed,
  type Parser,
} from './shape.ts';
