export { startButton, type ButtonEdges } from './start-button.ts';
export type { Words } from './pill.ts';
