export {
  originName,
  startWitness,
  type RunningWitness,
  type WitnessOptions,
} from './start-witness.ts';
