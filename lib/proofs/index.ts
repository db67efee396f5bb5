export { ProofsError, type ProofsErrorCode } from './errors.ts';
export type { ListFilter, ListPage, ListRequest } from './list.ts';
export type { Overview, Span } from './overview.ts';
export { ENTRIES_SEEN_KEY } from './journal.ts';
export type { JournalReport } from './journal-check.ts';
export type { Amendment } from './amend.ts';
export type {
  AskText,
  KeptAbout,
  KeptAsk,
  KeptSettlement,
  KeptStates,
  KeptSummary,
  ProofFacts,
} from './proof.ts';
export { proofFileOf, proofTextOf } from './export.ts';
export { reverify, type Recheck, type Trust } from './reverify.ts';
export { stepOf, type CheckedStep } from './step.ts';
export { isKeyLeaf, keyLeafId } from './key-leaf.ts';
export type { Seen, Sighting, SightingHistory } from './seen.ts';
export { settlementStateOf } from './settlements.ts';
export type { LogRecord, Look, OpenLog, SettlementRecord, Watch } from './settlements.ts';
export type { AlarmRecord } from './alarms.ts';
export type { KeptTurn } from './turn.ts';
export { createProofKeeper, type ProofKeeper } from './keeper.ts';
export { createProofImporter, type CheckedProof, type ProofImporter } from './import.ts';
export { createProofReader, type ProofReader } from './reader.ts';
export { createProofStore, type ProofStore } from './store.ts';
export type { Random } from './vault.ts';
export { createWalletStore, type SealedValueStore } from './wallet-store.ts';
export { SESSION_KEY, type KeySession } from './vault-key.ts';
export type { Lock } from './lock-state.ts';
