export {
  Aside,
  type AsideHandlers,
  type AsideLine,
  type OpenAside,
  type RunOptions,
} from './client.ts';
export { creditsJob, type CreditsGiven, type CreditsInput, type CreditsWant } from './credits.ts';
export { closeDoors } from './close-doors.ts';
export { judgeJob, type JudgeInput, type JudgeOutput } from './evidence.ts';
export { AsideError, type AsideErrorCode } from './errors.ts';
export { place, type Job, type Place, type Tools, type Work } from './job.ts';
export { batchesJob, type BatchesInput, type BatchesWant, type BatchFinding } from './batches.ts';
export {
  exchangeJob,
  type ExchangeGiven,
  type ExchangeOutput,
  type ExchangeWant,
} from './exchange.ts';
export { loginJob, type LoginInput, type LoginOutput } from './login.ts';
export { asidePlaces } from './places.ts';
export { registryJob, type NodeCall, type RegistryFinding } from './registry.ts';
export { serveAside } from './serve.ts';
export { lookJob, type LeafFinding, type LookInput, type LookOutput } from './settlement.ts';
export { bytes, nothing } from './wire.ts';
