/** Days of this device's own calendar, as date fields give and take them, and the times they span. */

export function startOfDay(day: string): number | undefined {
  const timeMs = Date.parse(`${day}T00:00`);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

/** The last millisecond: days are not all 24 hours long. */
export function endOfDay(day: string): number | undefined {
  const startMs = startOfDay(day);
  if (startMs === undefined) return undefined;
  const next = new Date(startMs);
  next.setDate(next.getDate() + 1);
  return next.getTime() - 1;
}

export function dayOf(timeMs: number | undefined): string {
  if (timeMs === undefined) return '';
  const date = new Date(timeMs);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
