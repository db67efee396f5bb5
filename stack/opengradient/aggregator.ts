/** The blob store (section 6.4): whole batches by their id, to anybody. False ones where a test wants them. */
import { answer, listen, type RunningServer } from '../http/server.ts';
import { isPlainObject } from '../../lib/shape/index.ts';
import { answerJson } from './json-answer.ts';
import type { Lies } from './lies.ts';
import { keep } from './received.ts';

export interface RunningAggregator extends RunningServer {
  /** The paths asked for, in order. */
  readonly asked: readonly string[];
}

export async function startAggregator(
  blobs: ReadonlyMap<string, string>,
  lies: Lies,
  port: number,
): Promise<RunningAggregator> {
  const asked: string[] = [];
  const server = await listen(
    async (request, response) => {
      const path = request.url ?? '/';
      keep(asked, path);
      if (lies.aggregator === 'down') return void response.destroy();
      const [, id = ''] = /^\/v1\/blobs\/([\w-]+)$/.exec(path) ?? [];
      const blob = request.method === 'GET' ? blobs.get(id) : undefined;
      if (blob === undefined) return answerJson(response, 404, { error: 'blob not found' });
      answer(response, 200, 'application/octet-stream', falsified(lies, blob));
    },
    { port },
  );
  return { ...server, asked };
}

function falsified({ aggregator }: Lies, blob: string): string {
  switch (aggregator) {
    case 'garbage':
      return '<!doctype html><title>gateway timeout</title>';
    case 'other-blob':
      return JSON.stringify({ ...dumpOf(blob), values: [], tree: [] });
    case 'missing-value':
      return JSON.stringify({ ...dumpOf(blob), values: valuesOf(blob).slice(1) });
    case 'altered-value':
      return blob.replace(/"(\d{10})"/, (_, time: string) => `"${Number(time) + 1}"`);
    case 'honest':
    case 'down':
      return blob;
  }
}

function dumpOf(blob: string): Record<string, unknown> {
  const dump: unknown = JSON.parse(blob);
  return isPlainObject(dump) ? dump : {};
}

function valuesOf(blob: string): unknown[] {
  const { values } = dumpOf(blob);
  return Array.isArray(values) ? values : [];
}
