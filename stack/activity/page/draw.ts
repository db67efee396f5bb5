/** Draws what was checked: numbers, a chart, and in plain words what does not hold. Text only, never markup. */
import { codeOf } from '../../../lib/errors/index.ts';
import type { Activity, Fault, HourCount } from '../check.ts';
import type { Group } from '../read-totals.ts';

export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(id);
  return found;
}

export function draw(activity: Activity): void {
  const { size, hours, sinceLastHour, groups, faults } = activity;
  byId('size').textContent = grouped(size);
  const recent = byId('recent');
  recent.hidden = sinceLastHour === null;
  recent.textContent = `${grouped(sinceLastHour ?? 0n)} since the last full hour`;
  byId('hours').replaceChildren(...hours.toReversed().map(hourRow));
  byId('chart').replaceChildren(...chart(hours));
  byId('groups').replaceChildren(...groups.map(groupRow));
  byId('none').hidden = groups.length > 0;
  drawVerdict(faults);
}

/** Files that cannot be had are no lie; a signature that does not hold is one. */
export function drawUnavailable(thrown: unknown): void {
  const code = codeOf(thrown) ?? 'unknown';
  if (code === 'log-file-unavailable' || code === 'log-file-absent' || code === 'unknown') {
    say('The log’s files could not be read just now. The numbers below are its own word.', '');
  } else drawVerdict([{ code, detail: 'the log itself' }]);
}

function drawVerdict(faults: readonly Fault[]): void {
  const list = byId('faults');
  list.hidden = faults.length === 0;
  list.replaceChildren(...faults.map(({ code, detail }) => element('li', faultLine(code, detail))));
  if (faults.length === 0) say('Checked in your browser: everything here holds.', 'holds');
  else say('Not everything holds. What does not is listed here, and not to be believed.', 'fails');
}

function say(text: string, kind: string): void {
  const verdict = byId('verdict');
  verdict.textContent = text;
  verdict.className = kind;
}

const SENTENCES: Readonly<Record<string, string>> = {
  'total-malformed': 'A total is not in its form',
  'total-field-invalid': 'A total has a value that none may have',
  'total-signature-invalid': 'A total’s signature does not hold',
  'total-gateway-unknown': 'A total names a gateway that is not shown',
  'total-gateway-unproven': 'The evidence behind a total’s key does not hold',
  'total-log-other': 'A total is of a gateway of another log',
  'total-hour-ahead': 'A total is of an hour that has not begun',
  'total-contradicts': 'One gateway tells two different totals of one hour',
  'total-exceeds-leaves': 'The totals exceed the leaves of the log',
  'introduction-malformed': 'A gateway’s evidence is not in its form',
  'activity-file-malformed': 'A file is not in its form',
  'tree-differs': 'The tiles do not fold to the signed root',
  'hour-shrinks': 'The log was larger an hour earlier',
  'log-tiles-unproven': 'An hour’s tree is not the beginning of today’s',
};

function faultLine(code: string, detail: string): string {
  return `${SENTENCES[code] ?? 'Something does not hold'} (${code}: ${detail})`;
}

function hourRow({ hour, leaves }: HourCount): HTMLElement {
  return row(hourName(hour), grouped(leaves));
}

function hourName(hour: number): string {
  const iso = new Date(hour * 3_600_000).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
}

const KINDS: Readonly<Record<Group['kind'], string>> = {
  'aws-nitro': 'AWS Nitro',
  'amd-sev-snp': 'AMD SEV-SNP',
  'intel-tdx': 'Intel TDX',
};
const SHOWN_DIGITS = 16;

function groupRow({ model, kind, image, isHardware, asks }: Group): HTMLElement {
  const tr = row(model ?? 'other models', '', grouped(asks));
  const cell = tr.children[1];
  const measured = element('code', `${image.slice(0, SHOWN_DIGITS)}…`);
  measured.title = image;
  const where = element('small', '');
  const software = element('span', 'software only: no hardware protects it');
  software.className = 'software';
  where.append(isHardware ? KINDS[kind] : software);
  cell?.append(measured, where);
  return tr;
}

function row(head: string, ...cells: string[]): HTMLElement {
  const tr = element('tr', '');
  const th = element('th', head);
  th.setAttribute('scope', 'row');
  tr.append(th, ...cells.map((text) => element('td', text)));
  return tr;
}

function element(name: string, text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

const SVG = 'http://www.w3.org/2000/svg';
const HEIGHT = 100;
const BAR = 10;
const GAP = 2;

function chart(hours: readonly HourCount[]): Element[] {
  const first = hours[0];
  const last = hours.at(-1);
  if (first === undefined || last === undefined) return [];
  const most = hours.reduce((high, { leaves }) => (leaves > high ? leaves : high), 1n);
  const width = hours.length * BAR;
  const picture = svg('svg', {
    viewBox: `0 0 ${width} ${HEIGHT}`,
    preserveAspectRatio: 'none',
    role: 'img',
    'aria-label': `Leaves of each hour from ${hourName(first.hour)} to ${hourName(last.hour)} UTC, at most ${most}`,
  });
  const bars = hours.map(({ leaves }, i) => {
    // A bar that is there can be seen.
    const height = leaves === 0n ? 0 : Math.max(1.5, (Number(leaves) / Number(most)) * HEIGHT);
    const place = { x: i * BAR + GAP / 2, y: HEIGHT - height, width: BAR - GAP, height };
    return svg('rect', place);
  });
  const ground = { x1: 0, y1: HEIGHT, x2: width, y2: HEIGHT };
  picture.append(...bars, svg('line', { ...ground, 'vector-effect': 'non-scaling-stroke' }));
  const ends = element('div', '');
  ends.className = 'ends';
  ends.append(element('span', hourName(first.hour)), element('span', `at most ${grouped(most)}`));
  ends.append(element('span', hourName(last.hour)));
  return [picture, ends];
}

function svg(name: string, attributes: Readonly<Record<string, string | number>>): Element {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function grouped(number: number | bigint): string {
  return number.toLocaleString('en-GB');
}
