export type { IssuerWay } from './issuer-client.ts';
export type { LogFacts } from './keys.ts';
export { refill, tidy, type Refill, type Tidying } from './refill.ts';
