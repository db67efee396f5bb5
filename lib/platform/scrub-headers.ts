/**
 * Makes the outside of our requests the same for everybody: one session rule on the hosts that we speak to
 * takes off what fetch cannot (in Firefox, Origin is a per-install identifier). Session rules end with the browser, so
 * it is set anew and awaited before a request. Must never let go of a host while a request to it may be under way.
 */
import { browser, type DeclarativeNetRequest } from './browser.ts';
import { PlatformError } from './errors.ts';

export const SCRUB_RULE_ID = 1;

/** Fields that tell installs apart, or that some browsers add and others do not. */
export const REMOVED_FIELDS: readonly string[] = [
  'origin',
  'referer',
  'cookie',
  'accept-language',
  'accept-encoding',
  'cache-control',
  'pragma',
  'priority',
  'te',
  'dnt',
  'sec-gpc',
  'sec-fetch-site',
  'sec-fetch-mode',
  'sec-fetch-dest',
  'sec-fetch-user',
  'sec-fetch-storage-access',
  'sec-ch-ua',
  'sec-ch-ua-mobile',
  'sec-ch-ua-platform',
  'sec-ch-ua-arch',
  'sec-ch-ua-bitness',
  'sec-ch-ua-full-version-list',
  'sec-ch-ua-model',
  'sec-ch-prefers-color-scheme',
  'save-data',
  'device-memory',
  'viewport-width',
  'downlink',
  'ect',
  'rtt',
];

/** The same for every install and version, so that it tells nothing. */
export const CONSTANT_USER_AGENT = 'sotto';

/** @param extensionHost The host part of our own pages' address, which is what the rule knows us by. */
export function scrubRule(
  hosts: readonly string[],
  extensionHost: string,
): DeclarativeNetRequest.Rule {
  return {
    id: SCRUB_RULE_ID,
    priority: 1,
    action: {
      type: 'modifyHeaders',
      requestHeaders: [
        ...REMOVED_FIELDS.map((header) => ({ header, operation: 'remove' as const })),
        { header: 'user-agent', operation: 'set' as const, value: CONSTANT_USER_AGENT },
      ],
    },
    condition: {
      requestDomains: [...hosts],
      initiatorDomains: [extensionHost],
      resourceTypes: ['xmlhttprequest', 'other'],
    },
  };
}

/** The hosts asked for since this worker started; the rule of an earlier one is taken over into it. */
const hosts = new Set<string>();

/** Puts the rule in place for these as well. Throws PlatformError 'scrub-failed'. */
export async function scrubOuterRequests(...urls: readonly string[]): Promise<void> {
  for (const url of urls) hosts.add(new URL(url).hostname);
  const wanted = [...hosts];
  try {
    for (const host of await ruledHosts()) hosts.add(host);
    await browser.declarativeNetRequest.updateSessionRules({
      removeRuleIds: [SCRUB_RULE_ID],
      addRules: [scrubRule([...hosts], new URL(browser.runtime.getURL('')).host)],
    });
    const ruled = await ruledHosts();
    if (!wanted.every((host) => ruled.includes(host))) throw new Error('rule not there');
  } catch (cause) {
    throw new PlatformError('scrub-failed', undefined, { cause });
  }
}

async function ruledHosts(): Promise<readonly string[]> {
  const rules = await browser.declarativeNetRequest.getSessionRules();
  return rules.find(({ id }) => id === SCRUB_RULE_ID)?.condition.requestDomains ?? [];
}
