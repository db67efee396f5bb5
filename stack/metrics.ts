/**
 * Counters, gauges and histograms in the Prometheus text format. Every label value is given by the code that counts,
 * from a closed list: must never count by anything that a client sent, so that no series can name a person.
 */
type Labels = Readonly<Record<string, string>>;

interface Family {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly lines: () => readonly string[];
}

/** What a label value may look like: a word of ours, never a text of somebody's. */
const LABEL_VALUE = /^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}$/;

export class Metrics {
  readonly #families = new Map<string, Family>();

  counter(name: string, help: string): (labels?: Labels, by?: number) => void {
    const values = new Map<string, number>();
    this.#families.set(name, { kind: 'counter', help, lines: () => linesOf(name, values) });
    const texts = new Map<string, string>();
    return (labels = {}, by = 1) => {
      // The same few labels come again and again: they are judged and written once.
      const name = Object.values(labels).join('|');
      const key = texts.get(name) ?? labelText(labels);
      texts.set(name, key);
      values.set(key, (values.get(key) ?? 0) + by);
    };
  }

  gauge(name: string, help: string, read: () => readonly (readonly [Labels, number])[]): void {
    const lines = (): string[] =>
      read().map(([labels, value]) => `${name}${labelText(labels)} ${value}`);
    this.#families.set(name, { kind: 'gauge', help, lines });
  }

  histogram(name: string, help: string, bounds: readonly number[]): (value: number) => void {
    const counts = bounds.map(() => 0);
    let sum = 0;
    let count = 0;
    const lines = (): string[] => [
      ...bounds.map((bound, index) => `${name}_bucket{le="${bound}"} ${counts[index] ?? 0}`),
      `${name}_bucket{le="+Inf"} ${count}`,
      `${name}_sum ${sum}`,
      `${name}_count ${count}`,
    ];
    this.#families.set(name, { kind: 'histogram', help, lines });
    return (value) => {
      sum += value;
      count++;
      for (const [index, bound] of bounds.entries()) {
        if (value <= bound) counts[index] = (counts[index] ?? 0) + 1;
      }
    };
  }

  /** What every program tells of itself. */
  process(): void {
    this.gauge('process_resident_memory_bytes', 'Memory held.', () => [
      [{}, process.memoryUsage.rss()],
    ]);
    this.gauge('process_cpu_seconds', 'CPU time used, user and system.', () => {
      const { user, system } = process.cpuUsage();
      return [[{}, (user + system) / 1e6]];
    });
    this.gauge('process_uptime_seconds', 'Since the start.', () => [[{}, process.uptime()]]);
  }

  render(): string {
    return [...this.#families]
      .map(([name, { kind, help, lines }]) =>
        [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, ...lines()].join('\n'),
      )
      .join('\n')
      .concat('\n');
  }
}

function linesOf(name: string, values: ReadonlyMap<string, number>): string[] {
  return [...values].map(([labels, value]) => `${name}${labels} ${value}`);
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => {
    if (!LABEL_VALUE.test(value)) throw new RangeError(`label ${name}`);
    return `${name}="${value}"`;
  });
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
