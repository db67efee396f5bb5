/** Pure formatters: sizes, ages, dates, hex. Everything that is read by a person follows the locale. */

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

/** "12 seconds ago". A time in the future counts as now: clocks differ by moments. */
export function relativeAge(locale: string, timeMs: number, nowMs: number): string {
  const elapsedMs = Math.max(0, nowMs - timeMs);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  for (const [unit, unitMs] of UNITS) {
    if (elapsedMs >= unitMs) return format.format(-Math.floor(elapsedMs / unitMs), unit);
  }
  return format.format(0, 'second');
}

export function dateAndTime(locale: string, timeMs: number): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(
    timeMs,
  );
}

/** "4,096 bytes" under 10 kB, where the exact number is the point, and "16.4 kB" above. */
export function byteSize(locale: string, bytes: number): string {
  const isSmall = bytes < 10_000;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: isSmall ? 'byte' : 'kilobyte',
    unitDisplay: isSmall ? 'long' : 'short',
    maximumFractionDigits: isSmall ? 0 : 1,
  }).format(isSmall ? bytes : bytes / 1000);
}

/** Hex in groups of eight; joined again they are the same text, so that a copy stays exact. */
export function hexGroups(hex: string): string[] {
  return hex.match(/.{1,8}/g) ?? [];
}

/** The first characters of a text, cut between code points and marked as cut. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length);
  const isSplitPair = /[\ud800-\udbff]$/.test(cut);
  return `${isSplitPair ? cut.slice(0, -1) : cut}…`;
}

/** Host and port of an address for display; what is no address is shown as it came. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

/** The name of a language (BCP 47) in words of another; the tag itself where there is no such language. */
export function languageName(tag: string, inLanguage: string): string {
  try {
    return new Intl.DisplayNames([inLanguage], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
