/**
 * The gateway with software evidence and a log that takes everything at once. With `unsealed`, the same server without
 * its seal: plain binary HTTP in, the same pieces out, everything between unchanged.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDevelopmentRoot } from '../../../stack/enclave/development-root.ts';
import { measureProgram } from '../../../stack/enclave/measurement.ts';
import { createSoftwareSource } from '../../../stack/enclave/software.ts';
import { configureModels } from '../../../stack/gateway/models/configure.ts';
import { startGateway } from '../../../stack/gateway/start-gateway.ts';
import { lineSink, printSoon } from '../../../stack/log.ts';
import { serveParent, settings } from '../in-part.ts';
import { openWithoutSeal } from '../unsealed.ts';

const { modelUrl, unsealed = false, beatMs = 250, maxAnswers = 2000 } = settings();
const folder = await mkdtemp(join(tmpdir(), 'sotto-bench-'));
const root = await openDevelopmentRoot(folder, Date.now());
const gateway = await startGateway({
  statement: {
    operator: 'bench',
    name: 'gateway.bench.invalid',
    build: 'bench',
    maxRequestBytes: 32_768,
    log: {
      origin: 'log.bench.invalid',
      verifierKey: 'log.bench.invalid+1a2b3c4d+AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAh',
      deadlineSeconds: 60,
    },
  },
  models: await configureModels({ url: String(modelUrl), name: 'bench-model' }),
  evidence: createSoftwareSource({ root, measurement: await measureProgram(), now: Date.now }),
  settlement: {
    add: () => Promise.resolve(),
    whenTaken: () => undefined,
    place: () => Promise.resolve(0),
    settled: () => Promise.resolve(),
    close: () => Promise.resolve(),
  },
  log: lineSink('gateway', printSoon),
  beatMs: Number(beatMs),
  maxAnswers: Number(maxAnswers),
  ...(unsealed === true && { open: openWithoutSeal }),
});
serveParent(gateway.url);
