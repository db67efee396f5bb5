/** `npm run fuzz -- SECONDS TARGET…`: the driver lives beside its targets. */
import '../test/fuzz/run.ts';
