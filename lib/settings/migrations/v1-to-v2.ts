/** Version 2 names the witnesses that date a settlement, and for how long history is kept. */
export function v1ToV2(settings: Record<string, unknown>): Record<string, unknown> {
  return { ...settings, version: 2, witnesses: [], keepDays: 0 };
}
