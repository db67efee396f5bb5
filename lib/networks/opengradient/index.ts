export { opengradientPart } from './part.ts';
