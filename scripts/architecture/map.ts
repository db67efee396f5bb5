/**
 * Who enters whom: an arrow for each folder that another one imports code of, without those that follow from the
 * others (transitive reduction), and the folders in rows, each above everything it stands on. Types alone draw none.
 */
import { importsOf, layerOf, sourcesIn } from '../../test/rules/source.ts';

export const ARCHITECTURE_FILE = 'ARCHITECTURE.md';

const START = '<!-- drawn by npm run architecture -->';
const END = '<!-- end of the drawing -->';
const PRODUCT = ['lib', 'components', 'entrypoints', 'stack'];

type Graph = Map<string, Set<string>>;

/** The folders of the product, and of each those whose code it runs. */
export function imports(): Graph {
  const graph: Graph = new Map();
  const sources = sourcesIn(...PRODUCT);
  const folders = new Set(sources.map(({ path }) => layerOf(path)));
  for (const source of sources) {
    const from = layerOf(source.path);
    const targets = graph.get(from) ?? new Set<string>();
    for (const { target, isTypeOnly } of importsOf(source)) {
      const to = target === undefined ? from : layerOf(target);
      if (!isTypeOnly && to !== from && folders.has(to)) targets.add(to);
    }
    graph.set(from, targets);
  }
  return graph;
}

function reaches(graph: Graph, from: string, to: string, seen = new Set<string>()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return [...(graph.get(from) ?? [])].some((next) => reaches(graph, next, to, seen));
}

/** Without each arrow that another way already stands for. */
export function reduced(graph: Graph): Graph {
  const needed = (from: string, to: string): boolean =>
    ![...(graph.get(from) ?? [])].some((other) => other !== to && reaches(graph, other, to));
  return new Map(
    [...graph].map(([from, targets]) => [
      from,
      new Set([...targets].filter((to) => needed(from, to))),
    ]),
  );
}

/** The longest way down from a folder; throws where the way goes in a circle. */
function height(graph: Graph, folder: string, above: readonly string[] = []): number {
  if (above.includes(folder)) throw new Error(`${[...above, folder].join(' → ')} is a circle`);
  const below = [...(graph.get(folder) ?? [])];
  return Math.max(0, ...below.map((next) => 1 + height(graph, next, [...above, folder])));
}

function rowsOf(graph: Graph): string[][] {
  const rows: string[][] = [];
  for (const folder of [...graph.keys()].sort()) {
    const row = height(graph, folder);
    rows[row] = [...(rows[row] ?? []), folder];
  }
  return rows.reverse();
}

/** The text with its drawing made anew; everything outside the marks stays as people wrote it. */
export function drawn(text: string, graph: Graph = imports()): string {
  const [start, end] = [text.indexOf(START), text.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`the marks are not in ${ARCHITECTURE_FILE}`);
  const table = rowsOf(reduced(graph)).flatMap((row, index) =>
    row.map((folder) => {
      const below = [...(reduced(graph).get(folder) ?? [])].sort();
      const names = below.map((name) => `\`${name}\``).join(', ');
      return `| ${String(index + 1)} | \`${folder}\` | ${names || 'nothing of ours'} |`;
    }),
  );
  const lines = ['| row | folder | stands on |', '| --- | --- | --- |', ...table];
  return `${text.slice(0, start)}${START}\n\n${lines.join('\n')}\n\n${text.slice(end)}`;
}
