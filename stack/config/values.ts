/**
 * What a setting's value may be. Each reader takes the text as it stands and returns the value, or throws a plain
 * Error that says what it should have been; settings.ts adds the line.
 */
export type Read<T> = (text: string) => T;

/** One line for a screen or a log: no control characters. */
export const line: Read<string> = (text) => {
  if (/\p{Cc}/u.test(text) || text.length > 200) throw new Error('one line of at most 200');
  return text;
};

export function wholeNumber(least: number, most: number): Read<number> {
  return (text) => {
    const value = /^[0-9]{1,12}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new Error(`a whole number from ${least} to ${most}`);
  };
}

export const port = wholeNumber(0, 65_535);

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** `250ms`, `30s`, `10m`, `24h`: a time without a unit is a mistake waiting to happen. */
export function duration(leastMs: number, mostMs: number): Read<number> {
  return (text) => {
    const [, digits, unit] = /^([0-9]{1,9})(ms|s|m|h)$/.exec(text) ?? [];
    const known = (['ms', 's', 'm', 'h'] as const).find((one) => one === unit);
    const valueMs = known === undefined ? Number.NaN : Number(digits) * UNIT_MS[known];
    if (valueMs >= leastMs && valueMs <= mostMs) return valueMs;
    throw new Error(`a time from ${leastMs / 1000}s to ${mostMs / 1000}s, with ms, s, m or h`);
  };
}

/** Kept as it was written but for a final slash. */
export const webAddress: Read<string> = (text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url !== undefined && ['http:', 'https:'].includes(url.protocol);
  if (!isWeb || url.username !== '' || url.hash !== '' || url.search !== '') {
    throw new Error('an http or https address without user, query or fragment');
  }
  return text.replace(/\/$/, '');
};

export const yesNo: Read<boolean> = (text) => {
  if (text !== 'yes' && text !== 'no') throw new Error('yes or no');
  return text === 'yes';
};

export function oneOf<const T extends string>(...words: readonly T[]): Read<T> {
  return (text) => {
    const known = words.find((word) => word === text);
    if (known === undefined) throw new Error(words.join(' or '));
    return known;
  };
}

/** `A B; C D`: pairs of words. */
export const pairs: Read<readonly (readonly [string, string])[]> = (text) =>
  text
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) => {
      const [first, second, ...more] = one.split(/\s+/);
      if (first === undefined || second === undefined || more.length > 0) {
        throw new Error('pairs of two words, separated by ;');
      }
      return [first, second];
    });

/** Words separated by white space, each matching. */
export function words(pattern: RegExp, most: number): Read<readonly string[]> {
  return (text) => {
    const list = text.split(/\s+/);
    if (list.length <= most && list.every((word) => pattern.test(word))) return list;
    throw new Error(`up to ${most} words of the right form`);
  };
}
