export { Late, LateError, provideLate, type LateErrorCode, type LoadScript } from './late.ts';
export { LATE_FILES, type LateName, type LateParts } from './parts.ts';
