// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { AskApp } from '../../components/AskApp.tsx';
import { ProofsPage } from '../../components/proof/ProofsPage.tsx';
import { ALARMS, LATE_ALARM, SPLIT_ALARM } from '../fakes/alarms.ts';
import { callbacks } from '../fakes/callbacks.ts';
import { draw } from '../fakes/screen.tsx';
import { appState, draft, SETTINGS } from '../fakes/views.ts';

async function popup(change: Parameters<typeof appState>[0]) {
  const { on, calls } = callbacks();
  const app = <AskApp state={appState(change)} problem={null} proofs={null} proof={null} on={on} />;
  return { screen: await draw(app), calls };
}

describe('an alarm in the popup', () => {
  it('stands in its own words, with how many more there are, until the person has looked', async () => {
    const { screen, calls } = await popup({ alarms: [SPLIT_ALARM, LATE_ALARM] });
    const alarm = screen.one('alarm');
    expect(alarm.getAttribute('role')).toBe('alert');
    expect(alarm.textContent).toContain('two histories that contradict each other');
    expect(alarm.textContent).toContain('and 1 more alarm');
    await screen.click('alarm-show');
    await screen.click('alarm-seen');
    expect(calls).toEqual([['openProofsPage'], ['seeAlarms', [SPLIT_ALARM.id, LATE_ALARM.id]]]);
  });

  it('says so when it has turned out well, and is not there when there is none', async () => {
    const late = await popup({ alarms: [LATE_ALARM] });
    expect(late.screen.one('alarm').textContent).toContain('It has settled since.');
    expect((await popup({})).screen.count('alarm')).toBe(0);
  });
});

describe('the alarms on the proofs page', () => {
  async function page(shown = ALARMS) {
    const { on, calls } = callbacks();
    const exported: string[] = [];
    const alarms = { alarms: shown, onExport: (file: string) => void exported.push(file) };
    const screen = await draw(
      <ProofsPage
        page={null}
        proof={null}
        problem={null}
        isDevelopment={false}
        alarms={alarms}
        on={on}
      />,
    );
    return { screen, calls, exported };
  }

  it('show both heads of a split log and hand the evidence over', async () => {
    const { screen, exported } = await page();
    const text = screen.one('alarms').textContent;
    expect(text).toContain('41,207 entries');
    expect(text).toContain('41,390 entries');
    expect(screen.count('alarm-item')).toBe(2);
    await screen.click('alarm-export');
    expect(exported).toEqual(['{"format":"sotto log contradiction"}\n']);
  });

  it('lead to the proof, and take one look at a time', async () => {
    const { screen, calls } = await page(ALARMS.slice(1, 2));
    await screen.click('alarm-item-seen');
    await screen.click('alarm-proof');
    expect(calls.filter(([name]) => name !== 'listProofs')).toEqual([
      ['seeAlarms', [LATE_ALARM.id]],
      ['openProof', 'p1'],
    ]);
  });
});

describe('an ask that is not to be kept', () => {
  it('is one tick before Send', async () => {
    const { screen, calls } = await popup({ draft: draft() });
    await screen.click('do-not-keep');
    expect(calls).toEqual([['changeDraft', { isUnkept: true }]]);
  });

  it('is no question where nothing is kept at all', async () => {
    const { screen } = await popup({ settings: { ...SETTINGS, keepHistory: false } });
    expect(screen.count('do-not-keep')).toBe(0);
  });
});
