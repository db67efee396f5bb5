/**
 * The command line that every program of the stack has: `[--check] [FILE]`. With --check the settings are read,
 * judged and nothing is started.
 */
import { SettingError } from '../environment.ts';

export interface Command {
  readonly file: string | undefined;
  readonly isCheck: boolean;
}

export function readCommand(args: readonly string[]): Command {
  const files = args.filter((arg) => arg !== '--check');
  const [file, ...more] = files;
  if (more.length > 0 || file?.startsWith('-') === true) {
    throw new SettingError('setting-invalid', 'usage: [--check] [FILE]');
  }
  return { file, isCheck: files.length < args.length };
}
