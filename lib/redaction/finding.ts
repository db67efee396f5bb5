/** What a finder says: from here to there stands something of this kind. */
import type { Source } from './source.ts';

/** Kinds that a person can switch on and off, in the order in which the screen names them. */
export const KINDS = ['email', 'phone', 'card', 'iban', 'id', 'key', 'address'] as const;

/** `word` is the person's own list: it counts whenever there are words on it. */
export type Kind = (typeof KINDS)[number] | 'word';

/** In placeholders. */
export const NAMES: Readonly<Record<Kind, string>> = {
  email: 'EMAIL',
  phone: 'PHONE',
  card: 'CARD',
  iban: 'IBAN',
  id: 'ID',
  key: 'KEY',
  address: 'ADDRESS',
  word: 'WORD',
};

export interface Finding {
  readonly kind: Kind;
  readonly start: number;
  readonly end: number;
}

export type Finder = (source: Source) => Finding[];
