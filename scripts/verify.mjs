#!/usr/bin/env node
/** `sotto-verify FILE…`: the same as `npm run -s verify -- FILE…`, from any folder. */
process.argv.splice(2, 0, 'verify');
await import('./run.mjs');
