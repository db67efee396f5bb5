/**
 * A desk behind a relay that lies on demand: stack, relay, another gateway, and one browser that asks through its own
 * port. One honest ask has been made, so that there is an answer to replay.
 */
import type { Page } from 'puppeteer-core';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { readStore } from '../../../scripts/drive/kept.ts';
import { deskSettings } from '../../../scripts/drive/settings.ts';
import { makeTemporary, removeTemporary } from '../../../scripts/drive/temporary.ts';
import { isRecord } from '../../../scripts/json.ts';
import { startStack, type Stack } from '../../../stack/stack.ts';
import { startFaultyRelay, type FaultyRelay } from '../../fakes/faulty-relay.ts';
import type { OtherGateway } from '../../faults/relay-faults.ts';
import { openBrowser, startServers, type Servers } from './desk.ts';
import { Teller } from './teller.ts';

export interface FaultDesk {
  readonly servers: Servers;
  readonly relay: FaultyRelay;
  readonly other: OtherGateway;
  readonly chromium: Chromium;
  readonly page: Page;
  readonly teller: Teller;
  /** Sealed questions that have left so far. */
  posts(): number;
  keptCount(): Promise<number>;
  questionInDraft(): Promise<unknown>;
  anotherStack(now?: () => number): Promise<Stack>;
  close(): Promise<void>;
}

export async function startFaultDesk(answer: string): Promise<FaultDesk> {
  const servers = await startServers();
  const folders: string[] = [];
  const anotherStack = (now?: () => number): Promise<Stack> => {
    const folder = makeTemporary('other');
    folders.push(folder);
    return startStack({ folder, modelUrl: servers.model.url, beatMs: 20, ...(now && { now }) });
  };
  const relay = await startFaultyRelay(servers.stack.relayUrl);
  const otherStack = await anotherStack();
  const chromium = await openBrowser({
    ...deskSettings({ ...servers.stack, relayUrl: relay.url }),
    redaction: { kinds: [], words: [] },
  });
  const page = await chromium.openOwnPage('about.html');
  const teller = new Teller(page);
  servers.model.say(answer);
  await teller.prepare('An honest question?');
  await teller.enclave();
  await teller.send({ type: 'ask/start' });
  await teller.ended('An honest question?');
  return {
    ...{ servers, relay, chromium, page, teller, anotherStack },
    other: await gatewayOf(otherStack),
    posts: () => relay.exchanges.filter(({ method }) => method === 'POST').length,
    keptCount: async () => (await readStore(chromium, 'asks')).length,
    questionInDraft: async () => {
      const { draft } = await teller.state();
      return isRecord(draft) ? draft['question'] : undefined;
    },
    close: async () => {
      await chromium.close();
      await Promise.all([relay.close(), otherStack.close(), servers.close()]);
      folders.forEach(removeTemporary);
    },
  };
}

async function gatewayOf({ relayUrl, gatewayName }: Stack): Promise<OtherGateway> {
  const take = async (path: string): Promise<Buffer> =>
    Buffer.from(await (await fetch(`${relayUrl}/g/${gatewayName}/${path}`)).arrayBuffer());
  return {
    keys: await take('keys'),
    transcript: await take('transcript'),
    evidence: await take(`evidence?nonce=${'ab'.repeat(20)}`),
  };
}
