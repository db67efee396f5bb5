export { ProofsError, type ProofsErrorCode } from './errors.ts';
export type { ListPage, ListRequest } from './list.ts';
export type { JournalReport } from './journal.ts';
export type {
  AskText,
  KeptAsk,
  KeptSettlement,
  KeptStates,
  KeptSummary,
  ProofFacts,
} from './proof.ts';
export { proofFileOf } from './export.ts';
export { reverify, type Recheck, type Trust } from './reverify.ts';
export { stepOf, type CheckedStep } from './step.ts';
export type { Seen, Sighting, SightingHistory } from './seen.ts';
export { settlementStateOf } from './settlements.ts';
export type { LogRecord, Look, OpenLog, SettlementRecord, Watch } from './settlements.ts';
export { createProofStore, type ProofStore } from './store.ts';
export type { Random } from './vault.ts';
