/** Version 2 names the witnesses that date a settlement, for how long history is kept, and subscribed release lists. */
export function v1ToV2(settings: Record<string, unknown>): Record<string, unknown> {
  return { ...settings, version: 2, releaseLists: [], witnesses: [], keepDays: 0 };
}
