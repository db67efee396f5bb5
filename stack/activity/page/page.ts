/**
 * What runs in a visitor's browser: reads the log's files from beside the page, checks them (check.ts), and draws what
 * holds in the place of what the log said. Must never speak to anything but the folder that the page came from.
 */
import { AWS_NITRO_PIN } from '../../../lib/attestation/index.ts';
import type { Bytes } from '../../../lib/bytes/index.ts';
import { judgeEvidence } from '../../../lib/evidence/every/index.ts';
import { SettlementError, type LogFetcher } from '../../../lib/settlement/index.ts';
import { checkActivity } from '../check.ts';
import { byId, draw, drawUnavailable } from './draw.ts';

/** Below the log's prefix, which is one level above the page. */
const PREFIX = new URL('..', location.href);

const fetchFile: LogFetcher = async (path, maxLength) => {
  // What never changes may come from a cache; the rest must be of now.
  const isFixed = path.startsWith('tile/') || path.startsWith('activity/gateways/');
  const response = await fetch(new URL(path, PREFIX), {
    cache: isFixed ? 'default' : 'no-store',
    credentials: 'omit',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
  }).catch((cause: unknown) => {
    throw new SettlementError('log-file-unavailable', path, { cause });
  });
  if (response.status === 404) throw new SettlementError('log-file-absent', path);
  if (!response.ok || response.body === null) {
    throw new SettlementError('log-file-unavailable', `${path}: ${response.status}`);
  }
  return readAtMost(response.body, maxLength, path);
};

async function readAtMost(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  maxLength: number,
  path: string,
): Promise<Bytes> {
  const whole = new Uint8Array(maxLength);
  let length = 0;
  const reader = body.getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    if (length + step.value.length > maxLength) {
      await reader.cancel();
      throw new SettlementError('log-file-unavailable', `${path}: too long`);
    }
    whole.set(step.value, length);
    length += step.value.length;
  }
  return whole.slice(0, length);
}

async function start(): Promise<void> {
  const { origin = '', verifierKey = '' } = byId('activity').dataset;
  try {
    draw(
      await checkActivity({
        fetchFile,
        log: { origin, verifierKey },
        nowMs: Date.now(),
        judge: judgeEvidence,
        anchors: [AWS_NITRO_PIN],
      }),
    );
  } catch (thrown) {
    drawUnavailable(thrown);
  }
}

void start();
