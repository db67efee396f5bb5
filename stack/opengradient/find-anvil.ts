/**
 * Finds the EVM node. It is an optional dependency, since it is large and only tests and the desk need it: where the
 * platform's package was left out, a person's own anvil will do.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EmulatorError } from './errors.ts';

const NAME = process.platform === 'win32' ? 'anvil.exe' : 'anvil';
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The path of anvil: from node_modules, else ANVIL_PATH, else PATH. Throws EmulatorError 'anvil-missing'. */
export function findAnvil(
  environment: NodeJS.ProcessEnv = process.env,
  installed: readonly string[] = [join(ROOT, 'node_modules', '.bin', NAME), ...packaged()],
): string {
  const named = environment['ANVIL_PATH'] ?? '';
  const onPath = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const places = [
    ...installed,
    ...(named === '' ? [] : [named]),
    ...onPath.map((folder) => join(folder, NAME)),
  ];
  const found = places.find((place) => existsSync(place));
  if (found !== undefined) return found;
  throw new EmulatorError(
    'anvil-missing',
    'no EVM node: install with optional dependencies, set ANVIL_PATH, or put anvil on PATH',
  );
}

/** Where a package manager put the package without linking its program. */
function packaged(): string[] {
  const name = `@foundry-rs/anvil-${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    return [join(dirname(manifest), 'bin', NAME)];
  } catch {
    // Not installed: the other places are looked at.
    return [];
  }
}
