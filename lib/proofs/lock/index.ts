export {
  createPassphrase,
  type Passphrase,
  type PassphraseEdges,
  type Progress,
} from './passphrase.ts';
export { type Cost, type Stretch } from './wrapped-key.ts';
