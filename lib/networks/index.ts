export { NetworkError, type NetworkErrorCode } from './errors.ts';
