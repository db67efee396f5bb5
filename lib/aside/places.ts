/** Every job that the aside can do. To add one: its own file beside this, and a line here. */
import { credits, creditsJob } from './credits.ts';
import { judge, judgeJob } from './evidence.ts';
import { place, type Place } from './job.ts';
import { look, lookJob } from './settlement.ts';

/* @__NO_SIDE_EFFECTS__ */
export function asidePlaces(): readonly Place[] {
  return [place(lookJob, look), place(judgeJob, judge), place(creditsJob, credits)];
}
