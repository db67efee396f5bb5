/**
 * Reads a settings file: `key = value` lines, `[kind NAME]` sections, `#` comments. Deliberately poorer than JSON or
 * YAML, so that a setting has one spelling and every complaint names one line.
 * Must never let a line pass that it does not understand, nor a key that stands twice.
 */
import { SettingError } from '../environment.ts';

export interface Entry {
  readonly value: string;
  /** `file:line`, for complaints. */
  readonly where: string;
}

export interface Section {
  /** Empty for the lines before the first section. */
  readonly kind: string;
  readonly name: string;
  readonly where: string;
  readonly entries: ReadonlyMap<string, Entry>;
}

const SECTION = /^\[([a-z][a-z-]*) ([A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127})\]$/;
const LINE = /^([a-z][a-z0-9-]*)\s*=\s*(.*)$/;
const MAX_CHARACTERS = 262_144;

/** The lines before any section first, then the sections in their order. */
export function parseLines(text: string, file: string): Section[] {
  if (text.length > MAX_CHARACTERS) throw invalid(file, 'too long for a settings file');
  let entries = new Map<string, Entry>();
  const sections: Section[] = [{ kind: '', name: '', where: file, entries }];
  for (const [index, raw] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const where = `${file}:${index + 1}`;
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [, kind, name] = SECTION.exec(line) ?? [];
    if (kind !== undefined && name !== undefined) {
      const isTwice = sections.some((other) => other.kind === kind && other.name === name);
      if (isTwice) throw invalid(where, `[${kind} ${name}] stands twice`);
      entries = new Map();
      sections.push({ kind, name, where, entries });
      continue;
    }
    const [, key, value] = LINE.exec(line) ?? [];
    if (key === undefined || value === undefined) {
      throw invalid(where, 'neither `key = value` nor `[kind NAME]`');
    }
    if (value === '') throw invalid(where, `${key} has no value`);
    if (entries.has(key)) throw invalid(where, `${key} stands twice`);
    entries.set(key, { value, where });
  }
  return sections;
}

function invalid(where: string, what: string): SettingError {
  return new SettingError('setting-invalid', `${where}: ${what}`);
}
