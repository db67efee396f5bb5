/** A key-value store in memory that clones what it is given, as the browser's does. */
export class FakeStorage {
  readonly values = new Map<string, unknown>();
  readonly writes: string[] = [];

  async get(key: string): Promise<unknown> {
    return structuredClone(this.values.get(key));
  }
  async all(): Promise<Record<string, unknown>> {
    return structuredClone(Object.fromEntries(this.values));
  }
  async set(key: string, value: unknown): Promise<void> {
    this.writes.push(key);
    this.values.set(key, structuredClone(value));
  }
  async remove(key: string): Promise<void> {
    this.values.delete(key);
  }
}
