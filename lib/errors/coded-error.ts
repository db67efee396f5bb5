/**
 * The base of every module's errors: a stable code from that module's closed list, and the cause kept.
 * Must never carry a sentence for the screen: those stand in one table, chosen by code (lib/ask/error-table.ts).
 */
export class CodedError<Code extends string = string> extends Error {
  readonly code: Code;

  /** @param detail For the developer's eyes; it may name sizes and steps, never prompt text or key bytes. */
  constructor(code: Code, detail?: string, options?: ErrorOptions) {
    super(detail === undefined ? code : `${code}: ${detail}`, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** True when the thrown value carries exactly one of these codes. */
export function hasCode(thrown: unknown, ...codes: readonly string[]): boolean {
  const code = codeOf(thrown);
  return code !== undefined && codes.includes(code);
}

/** The stable code that a thrown value carries, or undefined for a stranger (a bug, or the platform's own error). */
export function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}
