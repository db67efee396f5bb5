/** The code of something thrown, for its one sentence. Pure. */
export function codeOfThrown(thrown: unknown): string {
  const code: unknown =
    typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, 'code') : undefined;
  return typeof code === 'string' ? code : 'unexpected';
}
