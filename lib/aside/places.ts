/** Every job that the aside can do. To add one: its own file beside this, and a line here. */
import { credits, creditsInput, creditsJob } from './credits.ts';
import { judge, judgeInput, judgeJob } from './evidence.ts';
import { place, type Place } from './job.ts';
import { batchesInput, batchesJob, lookInto } from './batches.ts';
import { doExchange, exchangeInput, exchangeJob } from './exchange.ts';
import { loginInput, loginJob, readLogin } from './login.ts';
import { lookAt, registryInput, registryJob } from './registry.ts';
import { look, lookInput, lookJob } from './settlement.ts';

/* @__NO_SIDE_EFFECTS__ */
export function asidePlaces(): readonly Place[] {
  return [
    place(lookJob, look, lookInput),
    place(judgeJob, judge, judgeInput),
    place(creditsJob, credits, creditsInput),
    place(registryJob, lookAt, registryInput),
    place(exchangeJob, doExchange, exchangeInput),
    place(loginJob, readLogin, loginInput),
    place(batchesJob, lookInto, batchesInput),
  ];
}
