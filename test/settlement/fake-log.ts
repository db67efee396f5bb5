/** A log in memory with its keys, its witness and any lie that a test asks for. */
import { concat, utf8, type Bytes } from '../../lib/bytes/index.ts';
import {
  computeRoot,
  COSIGNATURE_V1,
  cosignText,
  formatCheckpointText,
  formatNote,
  LOG_SIGNATURE,
  makeVerifierKey,
  parseResourcePath,
  SettlementError,
  signerFromSeed,
  signText,
  tileWidth,
  type LogFetcher,
  type LogPolicy,
} from '../../lib/settlement/index.ts';
import { denseTree, tilesOfTree } from '../../scripts/conformance/tlog/trees.ts';

export const ORIGIN = 'log.test/watched';
const log = await signerFromSeed(new Uint8Array(32).fill(11));
const witness = await signerFromSeed(new Uint8Array(32).fill(12));
export const logKey = await makeVerifierKey(ORIGIN, LOG_SIGNATURE, log.publicKey);
const witnessKey = await makeVerifierKey('witness.test/w', COSIGNATURE_V1, witness.publicKey);

export function policy(quorum: number): LogPolicy {
  return { origin: ORIGIN, logKey, witnessKeys: [witnessKey], quorum };
}

export interface FakeLog {
  /** The checkpoint of a size, cosigned at these seconds when given. */
  checkpoint(size: number, cosignedAt?: number): Promise<Bytes>;
  /** Serves that checkpoint and the tiles of its size, counting nothing, refusing everything else. */
  serve(checkpoint: Bytes, size: number, asked?: string[]): LogFetcher;
}

export async function fakeLog(entries: readonly Bytes[]): Promise<FakeLog> {
  const { node } = await denseTree(entries);
  const tiles = tilesOfTree(node);
  return {
    async checkpoint(size, cosignedAt) {
      const root = await computeRoot(node, BigInt(size));
      const text = formatCheckpointText({
        origin: ORIGIN,
        size: BigInt(size),
        root,
        extensions: [],
      });
      const lines = [await signText(text, logKey, log.sign)];
      if (cosignedAt !== undefined) {
        lines.push(await cosignText(text, BigInt(cosignedAt), witnessKey, witness.sign));
      }
      return formatNote(text, lines);
    },
    serve(checkpoint, size, asked = []) {
      return async (path) => {
        asked.push(path);
        if (path === 'checkpoint') return checkpoint;
        const resource = parseResourcePath(path);
        const level = resource.kind === 'tile' ? resource.level : 0;
        const width = tileWidth(BigInt(size), level, resource.n);
        // Partial tiles of smaller sizes are gone, as the standard allows.
        if (resource.kind !== 'tile' || width !== resource.width) {
          throw new SettlementError('log-file-absent');
        }
        return tiles(resource);
      };
    },
  };
}

/** Entries of 32 bytes as receipts make them, told apart by a label. */
export function entriesOf(label: string, count: number): Bytes[] {
  return Array.from({ length: count }, (_, i) =>
    concat(utf8(`${label}/${i}`), new Uint8Array(32)).slice(0, 32),
  );
}
