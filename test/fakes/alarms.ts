/** Alarms as the worker and the store tell of them. */
import type { AlarmView } from '../../lib/ask/index.ts';
import type { AlarmDetail } from '../../lib/review/index.ts';
import { NOW_MS } from './views.ts';

const ORIGIN = 'log.example.org/receipts';
const hex = (pair: string): string => pair.repeat(32);

export const SPLIT_ALARM: AlarmView = {
  id: `log/${ORIGIN}`,
  error: { code: 'log-split-view', advice: 'stop' },
  atMs: NOW_MS - 600_000,
  isOver: false,
};

export const LATE_ALARM: AlarmView = {
  id: 'leaf/p1',
  error: { code: 'settlement-late', advice: 'retry' },
  atMs: NOW_MS - 7_200_000,
  isOver: true,
  askId: 'p1',
};

const head = (size: number, root: string, signature: string): string =>
  `${ORIGIN}\n${String(size)}\n${root}=\n\n— ${ORIGIN} ${signature}\n`;

export const ALARMS: readonly AlarmDetail[] = [
  {
    ...SPLIT_ALARM,
    isSeen: false,
    origin: ORIGIN,
    split: {
      verifierKey: `${ORIGIN}+a1b2c3d4+AZqJ4b0VxKm8pF2sT7uWcE5rG9hL3nQ6yD1oXzB4vM0k`,
      heads: [
        head(41_207, 'uJm0rV4s0pQbYw3kq8tXn2eLf5hZa1cGd7oRi6uKx9E', 'obLD1AkWcF0sT2m='),
        head(41_390, 'Zk2pQ9v7nB5xC1m8sL4tR0yW6aJ3dF2gH5eUiO7wKqM', 'obLD1AmPzR8xQ1w='),
      ],
      trees: [
        { size: '41207', rootHex: hex('b8') },
        { size: '41390', rootHex: hex('64') },
      ],
      file: '{"format":"sotto log contradiction"}\n',
    },
  },
  { ...LATE_ALARM, isSeen: false, origin: ORIGIN },
  { ...LATE_ALARM, id: 'leaf/p2', askId: 'p2', isOver: false, isSeen: true, origin: ORIGIN },
];
