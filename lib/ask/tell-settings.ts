/** Tells a page the settings as they are now, and whether an account is connected. Must never tell a token. */
import type { PageLink } from '../messages/index.ts';
import type { Settings } from '../settings/index.ts';
import type { EnclaveDesk } from './enclave.ts';
import type { ErrorView } from './view.ts';

export async function tellSettings(
  page: PageLink,
  settings: Settings,
  enclave: EnclaveDesk,
  error?: ErrorView,
): Promise<void> {
  // Without a store (private windows of Firefox) there is no account either.
  const account = await enclave.account().catch(() => null);
  page.post({
    ...{ type: 'settings/state', settings, account },
    ...(error === undefined ? {} : { error }),
  });
}
