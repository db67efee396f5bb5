/**
 * Puts the activity page before the public: its script and style as they were built, and its HTML with the numbers in
 * it, so that they can be read without a script and from any store of files. What stands there is the log's own word;
 * the script replaces it by what it could check. Must never put anything into the HTML that is not escaped.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyOf, utf8, type Bytes } from '../../../lib/bytes/index.ts';
import { parseCheckpointText, parseNote } from '../../../lib/settlement/index.ts';
import { HOUR_MS, type HourRecord } from '../../activity/files.ts';
import type { DurableFiles } from '../durable-files.ts';

export interface Numbers {
  readonly origin: string;
  readonly verifierKey: string;
  readonly size: bigint;
  readonly records: readonly HourRecord[];
  /** By model; '' for those without a name. */
  readonly sums: ReadonlyMap<string, number>;
}

export interface ActivityPage {
  write(numbers: Numbers): Promise<void>;
}

/** Everything from its own folder's origin, nothing else, and no text as markup. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const SHOWN = 48;
const NAMES = ['page.js', 'page.css'] as const;

export async function openPage(files: DurableFiles, folder: string): Promise<ActivityPage> {
  const template = await readFile(join(folder, 'index.html'), 'utf8');
  const digests = new Map<string, string>();
  for (const name of NAMES) {
    const bytes = copyOf(await readFile(join(folder, name)));
    await replaceIfOther(files, `public/activity/${name}`, bytes);
    const digest = createHash('sha256').update(bytes).digest('base64');
    digests.set(`{{${name}}}`, `sha256-${digest}`);
  }
  // One writing at a time, and the newest numbers last.
  let turn: Promise<void> = Promise.resolve();
  return {
    write(numbers) {
      const write = async (): Promise<void> => {
        const html = render(template, new Map([...digests, ...valuesOf(numbers)]));
        await replaceIfOther(files, 'public/activity/index.html', utf8(html));
      };
      const mine = turn.then(write);
      turn = mine.catch(() => undefined);
      return mine;
    },
  };
}

async function replaceIfOther(files: DurableFiles, path: string, bytes: Bytes): Promise<void> {
  const found = await files.read(path);
  if (found === undefined || Buffer.compare(found, bytes) !== 0)
    await files.replace({ path, bytes });
}

function valuesOf({ origin, verifierKey, size, records, sums }: Numbers): [string, string][] {
  const hours = hourRows(records.slice(-SHOWN - 1));
  const models = [...sums].sort(([, a], [, b]) => b - a);
  const modelRows = models.map(([model, asks]) =>
    row(model === '' ? 'other models' : model, 'as signed', String(asks)),
  );
  return [
    ['{{policy}}', PAGE_POLICY],
    ['{{origin}}', escape(origin)],
    ['{{verifierKey}}', escape(verifierKey)],
    ['{{size}}', String(size)],
    ['{{hours}}', hours.reverse().join('')],
    ['{{groups}}', modelRows.join('')],
  ];
}

function hourRows(records: readonly HourRecord[]): string[] {
  const sizes = records.map(({ noteBytes }) => parseCheckpointText(parseNote(noteBytes).text).size);
  return records.slice(1).map(({ hour }, i) => {
    const leaves = (sizes[i + 1] ?? 0n) - (sizes[i] ?? 0n);
    const iso = new Date(hour * HOUR_MS).toISOString();
    return row(`${iso.slice(0, 10)} ${iso.slice(11, 16)}`, String(leaves));
  });
}

function row(head: string, ...cells: string[]): string {
  const rest = cells.map((cell) => `<td>${escape(cell)}</td>`).join('');
  return `<tr><th scope="row">${escape(head)}</th>${rest}</tr>\n`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** In one pass: a value that looks like a place is not filled again. */
function render(template: string, values: ReadonlyMap<string, string>): string {
  return template.replace(/\{\{[\w.]+\}\}/g, (place) => values.get(place) ?? place);
}
