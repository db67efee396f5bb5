/** The relay as it is, log included, in front of one gateway; only its shares are wide enough for one address. */
import { lineSink, printSoon } from '../../../stack/log.ts';
import { startRelay } from '../../../stack/relay/relay.ts';
import { serveParent, settings } from '../in-part.ts';

const { target, log = target } = settings();
const relay = await startRelay({
  operator: 'bench',
  gateways: [{ name: 'one', url: String(target), logUrl: String(log) }],
  log: lineSink('relay', printSoon),
  shares: { asksPerMinute: 1e9, askBurst: 1e9, readsPerMinute: 1e9, readBurst: 1e9 },
});
serveParent(relay.url);
