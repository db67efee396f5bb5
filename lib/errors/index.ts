export { CodedError, codeOf, hasCode } from './coded-error.ts';
