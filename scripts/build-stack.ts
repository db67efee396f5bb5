/**
 * `npm run build:stack [-- FOLDER]`: the programs of the stack, each one file that Node runs alone, into FOLDER
 * (.output/stack unless said otherwise). What a container holds and what the benches measure is built here.
 */
import { join, resolve } from 'node:path';
import { ROOT } from './run-program.ts';
import { buildProgram, PROGRAMS } from './stack-programs.ts';

const folder = resolve(process.argv[2] ?? join(ROOT, '.output', 'stack'));
for (const part of PROGRAMS) console.log(await buildProgram(part, folder));
