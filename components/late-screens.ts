/**
 * The screens that a person does not see first, each a chunk of its own (ui/late-screen.tsx). To add one: a line here,
 * and its name in `loadLateScreens`; whoever shows it imports it from here. Only its types may be imported otherwise, or
 * its code is in the first view's again, which the size rule notices.
 */
import type { AnswerScreenProps } from './answer/AnswerScreen.tsx';
import type { EnclaveScreenProps } from './proof/EnclaveScreen.tsx';
import type { ProofsScreenProps } from './proof/ProofsScreen.tsx';
import { lateScreen } from './ui/late-screen.tsx';

export const AnswerScreen = lateScreen<AnswerScreenProps>(
  async () => (await import('./answer/AnswerScreen.tsx')).AnswerScreen,
);

export const EnclaveScreen = lateScreen<EnclaveScreenProps>(
  async () => (await import('./proof/EnclaveScreen.tsx')).EnclaveScreen,
);

export const ProofsScreen = lateScreen<ProofsScreenProps>(
  async () => (await import('./proof/ProofsScreen.tsx')).ProofsScreen,
);

/** While the first view is read: by the time another is wanted, it is there. */
export async function loadLateScreens(): Promise<void> {
  for (const screen of [AnswerScreen, EnclaveScreen, ProofsScreen]) await screen.load();
}
