/** A verdict that does not hold, under the code of the module that gave it. */
import { CodedError } from '../errors/index.ts';

export class RefusedEnclave extends CodedError {}
