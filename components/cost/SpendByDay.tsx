/** Asks, bytes and spend of the last days: rows of bars to glance at, and a table with every figure behind them. */
import type { OverviewView } from '../../lib/review/index.ts';
import { useNow } from '../ui/clock.ts';
import { dayOf } from '../ui/days.ts';
import { Disclosure } from '../ui/Disclosure.tsx';
import { byteSize } from '../ui/format.ts';
import { useStrings } from '../ui/strings.ts';
import { TableHead } from '../ui/TableHead.tsx';
import { exactly } from './money.ts';

export type DaySpend = OverviewView['days'][number];

const DAYS = 30;
const DAY_MS = 86_400_000;

export function SpendByDay({ days }: { days: readonly DaySpend[] }) {
  const { t, locale } = useStrings();
  const shown = lastDays(days, useNow(DAY_MS));
  if (shown.every(({ asks }) => asks === 0)) return null;
  const currency = chartCurrency(shown);
  const number = new Intl.NumberFormat(locale);
  const most = Math.max(...shown.map(({ asks }) => asks));
  return (
    <figure class="by-day" data-testid="by-day">
      <figcaption>{t('by_day', number.format(DAYS))}</figcaption>
      <Bars
        name={t('by_day_asks')}
        most={number.format(most)}
        shares={shown.map(({ asks }) => asks / Math.max(most, 1))}
      />
      <ByteBars days={shown} />
      {currency !== undefined && <SpendBars days={shown} currency={currency} />}
      <Disclosure summary={t('by_day_table')} testId="by-day-table">
        {() => <Table days={shown.filter(({ asks }) => asks > 0).reverse()} />}
      </Disclosure>
    </figure>
  );
}

function ByteBars({ days }: { days: readonly DaySpend[] }) {
  const { t, locale } = useStrings();
  const most = Math.max(...days.map(({ bytes }) => bytes));
  return (
    <Bars
      name={t('by_day_bytes')}
      most={byteSize(locale, most)}
      shares={days.map(({ bytes }) => bytes / Math.max(most, 1))}
    />
  );
}

function SpendBars({ days, currency }: { days: readonly DaySpend[]; currency: string }) {
  const { t, locale } = useStrings();
  const amounts = days.map((day) => amountIn(day, currency));
  const numbers = amounts.map(Number);
  const most = Math.max(...numbers);
  const highest = amounts[numbers.indexOf(most)] ?? '0';
  return (
    <Bars
      name={t('by_day_spend', currency)}
      most={exactly(locale, highest, currency)}
      shares={numbers.map((amount) => (most === 0 ? 0 : amount / most))}
    />
  );
}

interface BarsProps {
  name: string;
  most: string;
  /** From none to the highest. */
  shares: readonly number[];
}

function Bars({ name, most, shares }: BarsProps) {
  const { t } = useStrings();
  return (
    <div class="bars-row">
      <span class="bars-name">
        {name} <span class="faint">{t('by_day_most', most)}</span>
      </span>
      <span class="bars" aria-hidden="true">
        {shares.map((share, index) => (
          <span key={index} style={{ blockSize: `${Math.ceil(share * 100)}%` }} />
        ))}
      </span>
    </div>
  );
}

function Table({ days }: { days: readonly DaySpend[] }) {
  const { locale } = useStrings();
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  return (
    <table class="prices">
      <TableHead columns={['by_day_day', 'by_day_asks', 'by_day_bytes', 'by_day_cost']} />
      <tbody>
        {days.map(({ day, asks, bytes, spend }) => (
          <tr key={day}>
            <th scope="row">{date.format(Date.parse(day))}</th>
            <td>{new Intl.NumberFormat(locale).format(asks)}</td>
            <td>{byteSize(locale, bytes)}</td>
            <td>
              {spend.map(({ amount, currency }) => exactly(locale, amount, currency)).join(' · ')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Every one of the last days, those without an ask too, oldest first; named as lib/proofs names a day. */
export function lastDays(days: readonly DaySpend[], nowMs: number): DaySpend[] {
  const known = new Map(days.map((day) => [day.day, day]));
  const now = new Date(nowMs);
  const [year, month, date] = [now.getFullYear(), now.getMonth(), now.getDate()];
  return Array.from({ length: DAYS }, (_, index) => {
    // By the calendar, at noon: not every day has 24 hours.
    const day = dayOf(new Date(year, month, date - (DAYS - 1 - index), 12).getTime());
    return known.get(day) ?? { day, asks: 0, bytes: 0, spend: [] };
  });
}

/** Dollars where there are any, else whatever was paid in. */
function chartCurrency(days: readonly DaySpend[]): string | undefined {
  const currencies = days.flatMap(({ spend }) => spend.map(({ currency }) => currency));
  return currencies.includes('USD') ? 'USD' : currencies[0];
}

function amountIn({ spend }: DaySpend, currency: string): string {
  return spend.find((one) => one.currency === currency)?.amount ?? '0';
}
