/**
 * Version 4 knows themes, text sizes and other homes than the popup, and sends a reasoning effort only where the person
 * names one: what version 3 could only promise to hash it never sent.
 */
import { isPlainObject } from '../../shape/index.ts';

export function v3ToV4(settings: Record<string, unknown>): Record<string, unknown> {
  const { opengradient } = settings;
  return {
    ...settings,
    version: 4,
    appearance: { theme: 'system', textSize: 'normal' },
    home: 'popup',
    notify: false,
    opengradient: isPlainObject(opengradient) ? withEffort(opengradient) : opengradient,
  };
}

function withEffort(opengradient: Record<string, unknown>): Record<string, unknown> {
  const rest = { ...opengradient };
  delete rest['hashesReasoningEffort'];
  return { ...rest, reasoningEffort: 'none' };
}
