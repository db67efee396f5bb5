export { RemoteSpentSet, SpentError } from './remote.ts';
export { openSpentSet, type Begun, type Ending, type SpentId, type SpentSet } from './spent-set.ts';
export { type SpentOptions } from './start-spent.ts';
