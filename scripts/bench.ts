/** `npm run bench`: the driver lives beside the benches. */
import '../bench/run.ts';
