/** What the product costs to load, compressed, against its budgets. */
import { gzipSizesOf } from '../scripts/built-sizes.ts';
import { buildProduct, productFolder } from '../scripts/desk-build.ts';
import type { RowSource } from './row.ts';

export const rows: RowSource = async () => {
  await buildProduct('chrome');
  return gzipSizesOf(productFolder('chrome')).map(({ part, bytes, budget }) => ({
    name: `built size: ${part}, gzip`,
    value: bytes / 1000,
    bar: budget / 1000,
    unit: 'kB',
    met: bytes <= budget,
  }));
};
