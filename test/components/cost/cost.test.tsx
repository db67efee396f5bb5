// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { CostEstimate } from '../../../components/cost/CostEstimate.tsx';
import { CostSaid } from '../../../components/cost/CostSaid.tsx';
import { PriceTable } from '../../../components/cost/PriceTable.tsx';
import { lastDays, SpendByDay } from '../../../components/cost/SpendByDay.tsx';
import { opengradientEnclave } from '../../fakes/opengradient-views.ts';
import { draw } from '../../fakes/screen.tsx';
import { appState, NOW_MS, SETTINGS } from '../../fakes/views.ts';

const { leaves } = appState();
const enclave = opengradientEnclave();
const model = enclave.models?.[0];

describe('what an ask costs', () => {
  it('is estimated before Send, with the longest answer as its bound', async () => {
    const screen = await draw(
      <CostEstimate model={model} leaves={leaves} enclave={enclave} settings={SETTINGS} />,
    );
    expect(screen.one('cost-estimate').textContent).toMatch(/^about \$0\.000\d+ · at most \$0\.00/);
    const short = { ...SETTINGS.opengradient, maxTokens: 1 };
    const bounded = await draw(
      <CostEstimate
        model={model}
        leaves={leaves}
        enclave={enclave}
        settings={{ ...SETTINGS, opengradient: short }}
      />,
    );
    expect(bounded.one('cost-estimate').textContent).not.toBe(
      screen.one('cost-estimate').textContent,
    );
  });

  it('is not estimated in money where it costs credits, or before there is a question', async () => {
    for (const other of [null, { plaintext: 'x', sealedBytes: 1, credits: 2 }]) {
      const screen = await draw(
        <CostEstimate model={model} leaves={other} enclave={enclave} settings={SETTINGS} />,
      );
      expect(screen.count('cost-estimate')).toBe(0);
    }
  });

  it('is said afterwards with whose word it is', async () => {
    const stated = await draw(<CostSaid cost={{ opg: '0.0021', usd: '0.0004' }} />);
    expect(stated.text()).toContain('0.0021 OPG · 0.0004 USD, by the gateway');
    const signed = await draw(<CostSaid cost={{ currency: 'EUR', amount: '0.25' }} />);
    expect(signed.text()).toContain('0.25 EUR, signed in the receipt');
    expect((await draw(<CostSaid cost={undefined} />)).count('cost-said')).toBe(0);
  });

  it('stands in a price list that says whose it is', async () => {
    const screen = await draw(<PriceTable enclave={enclave} />);
    const details = screen.one('prices');
    if (!(details instanceof HTMLDetailsElement)) throw new Error('no details');
    details.open = true;
    details.dispatchEvent(new Event('toggle'));
    await screen.press('prices', 'a');
    expect(screen.text()).toMatch(/not published.*gpt-5-mini.*0\.25 USD.*2 USD/);
    expect((await draw(<PriceTable enclave={null} />)).count('prices')).toBe(0);
  });
});

describe('spend by day', () => {
  const day = (daysAgo: number) => {
    const date = new Date(NOW_MS - daysAgo * 86_400_000);
    return `${date.getFullYear()}-${`${date.getMonth() + 1}`.padStart(2, '0')}-${`${date.getDate()}`.padStart(2, '0')}`;
  };
  const days = [
    { day: day(200), asks: 9, bytes: 1, spend: [] },
    {
      day: day(3),
      asks: 2,
      bytes: 43_008,
      spend: [
        { currency: 'OPG', amount: '0.5' },
        { currency: 'USD', amount: '0.1' },
      ],
    },
    { day: day(0), asks: 4, bytes: 86_016, spend: [{ currency: 'USD', amount: '0.4' }] },
  ];

  it('covers the last days, whether there was an ask or not', () => {
    const shown = lastDays(days, NOW_MS);
    expect(shown).toHaveLength(30);
    expect(shown.map(({ asks }) => asks).filter(Boolean)).toEqual([2, 4]);
    expect(shown.at(-1)?.day).toBe(day(0));
  });

  it('is drawn, and told in figures', async () => {
    const screen = await draw(<SpendByDay days={days} />);
    expect(screen.text()).toMatch(
      /Asks.*most in a day: 4.*Bytes on the line.*86 kB.*Spend in USD.*0\.40 USD/,
    );
    const details = screen.one('by-day-table');
    if (!(details instanceof HTMLDetailsElement)) throw new Error('no details');
    details.open = true;
    details.dispatchEvent(new Event('toggle'));
    await screen.press('by-day-table', 'a');
    const rows = [...screen.root.querySelectorAll('tbody tr')].map((row) => row.textContent);
    expect(rows).toHaveLength(2);
    expect(rows[1]).toMatch(/2.*0\.5 OPG · 0\.10 USD/);
  });

  it('is not there before the first ask', async () => {
    expect((await draw(<SpendByDay days={[]} />)).count('by-day')).toBe(0);
  });
});
