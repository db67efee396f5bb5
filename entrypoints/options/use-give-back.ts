/** A host that is set no longer is given back to the browser, whoever changed the settings. */
import { useEffect, useRef } from 'preact/hooks';
import type { AccountView } from '../../lib/ask/index.ts';
import { giveBackHosts } from '../../lib/platform/index.ts';
import { networkUrls, type Settings } from '../../lib/settings/index.ts';

/** @param account Undefined until the worker has said whether there is one. */
export function useGiveBack(
  settings: Settings | undefined,
  account: AccountView | null | undefined,
): void {
  const before = useRef<string[]>([]);
  const urls = settings === undefined ? '' : urlsOf(settings, account).join(' ');
  useEffect(() => {
    if (settings === undefined || account === undefined) return;
    const now = urls === '' ? [] : urls.split(' ');
    const hosts = new Set(now.map(hostOf));
    const gone = before.current.filter((url) => !hosts.has(hostOf(url)));
    if (gone.length > 0) void giveBackHosts(gone);
    before.current = now;
  }, [urls, account === undefined]);
}

function urlsOf(settings: Settings, account: AccountView | null | undefined): string[] {
  return [...networkUrls(settings), ...(account ? [account.authUrl] : [])];
}

function hostOf(url: string): string {
  return new URL(url).hostname;
}
