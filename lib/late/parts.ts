/**
 * The late parts: what each of them gives, and in which file of the package it lies. To add one: README.md.
 * Must never import code of a part: its weight would be in the worker again.
 */
import type { OpengradientPart, SottoChecks } from '../networks/index.ts';
import type { Kem } from '../ohttp/index.ts';

export interface LateParts {
  readonly checks: SottoChecks;
  readonly hybrid: Kem;
  readonly opengradient: OpengradientPart;
}

export type LateName = keyof LateParts;

export const LATE_FILES: Readonly<Record<LateName, string>> = {
  checks: '/late-checks.js',
  hybrid: '/late-hybrid.js',
  opengradient: '/late-opengradient.js',
};
