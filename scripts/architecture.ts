/**
 * `npm run architecture`: draws ARCHITECTURE.md's map from the import lines of the source, so that it cannot tell
 * another story than the code. A rule test draws it again and compares.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { ARCHITECTURE_FILE, drawn } from './architecture/map.ts';
import { ROOT } from './run-program.ts';

const file = join(ROOT, ARCHITECTURE_FILE);
const text = drawn(readFileSync(file, 'utf8'));
writeFileSync(file, await format(text, { parser: 'markdown', printWidth: 100 }));
console.log(`${ARCHITECTURE_FILE} is drawn`);
