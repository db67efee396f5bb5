export { verify, type Question, type Verdict } from './verify.ts';
