export { judgeEvidence } from './judge.ts';
