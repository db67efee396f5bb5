// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { CreditsForm } from '../../../components/settings/CreditsForm.tsx';
import type { WalletView } from '../../../lib/wallet/index.ts';
import { draw, type Screen } from '../../fakes/screen.tsx';
import { NOW_MS } from '../../fakes/views.ts';

const WALLET: WalletView = {
  ...{ issuer: 'issuer.example', balance: 31, underWay: 0, returning: 0 },
  ...{ spent: 0, refunded: 0, lost: 0, vouchers: [], problem: null },
};
const VOUCHER = {
  ...{ id: 'v1', preview: 'SOTTO-04GG…', dueMs: NOW_MS + 3_600_000 },
  ...{ fetched: 0, problem: null, tried: null },
};

async function form(
  wallet: Partial<WalletView> = {},
  problem?: string,
): Promise<{ screen: Screen; calls: string[] }> {
  const calls: string[] = [];
  const screen = await draw(
    <CreditsForm
      wallet={{ ...WALLET, ...wallet }}
      problem={problem}
      onAdd={(voucher, isNow) => calls.push(`${isNow ? 'now' : 'later'} ${voucher}`)}
      onForget={(id) => calls.push(`forget ${id}`)}
      onLook={() => calls.push('look')}
    />,
  );
  return { screen, calls };
}

describe('the credits', () => {
  it.each([
    [0, '0 credits left'],
    [1, 'One credit left'],
    [4096, '4,096 credits left'],
  ])('%s are told as "%s"', async (balance, words) => {
    const { screen } = await form({ balance });
    expect(screen.one('credits-balance').textContent).toBe(words);
    expect(screen.text()).toContain('issuer.example');
  });

  it('say what became of those that are gone, and nothing while none is', async () => {
    const { screen } = await form();
    expect([screen.count('credits-tally'), screen.count('credits-under-way')]).toEqual([0, 0]);
    const used = await form({ spent: 5, refunded: 1, lost: 2, underWay: 1, returning: 3 });
    expect(used.screen.one('credits-tally').textContent).toBe(
      'So far: spent 5 · came back 1 · lost 2',
    );
    expect(used.screen.one('credits-under-way').textContent).toBe('Under way: 4');
  });

  it('that cannot be read are not told as none', async () => {
    const { screen } = await form({ balance: 0, problem: 'credits-unreadable' });
    expect(screen.count('credits-balance')).toBe(0);
    expect(screen.one('credits-problem').textContent).toBe(
      'The credits on this device cannot be read.',
    );
    expect(screen.count('credits-look')).toBe(0);
  });

  it('stopped by keys that differ: says why, and looks again when asked to', async () => {
    const { screen, calls } = await form({ problem: 'credits-keys-differ' });
    expect(screen.one('credits-problem').getAttribute('role')).toBe('alert');
    expect(screen.one('credits-problem').textContent).toContain('other keys than it should');
    await screen.click('credits-look');
    expect(calls).toEqual(['look']);
  });
});

describe('a voucher', () => {
  it('is fetched at a random time, or now, and the field is empty afterwards', async () => {
    const { screen, calls } = await form();
    expect(screen.one('credits-later').hasAttribute('disabled')).toBe(true);
    await screen.type('credits-voucher', '   ');
    expect(screen.one('credits-now').hasAttribute('disabled')).toBe(true);
    await screen.type('credits-voucher', 'SOTTO-1');
    await screen.click('credits-later');
    await screen.type('credits-voucher', 'SOTTO-2');
    await screen.click('credits-now');
    expect(calls).toEqual(['later SOTTO-1', 'now SOTTO-2']);
    expect(screen.one('credits-now').hasAttribute('disabled')).toBe(true);
  });

  it('that waits says until when, and why the last try came to nothing', async () => {
    const { screen } = await form({ vouchers: [VOUCHER] });
    expect(screen.one('voucher').textContent).toContain('SOTTO-04GG…');
    expect(screen.one('voucher').textContent).toContain('Fetched after');
    expect(screen.one('voucher').textContent).not.toContain('Last try');
    const tried = await form({ vouchers: [{ ...VOUCHER, tried: 'credits-issuer-unreachable' }] });
    expect(tried.screen.one('voucher').textContent).toContain(
      'Last try: The issuer of credits could not be reached.',
    );
  });

  it('that is worth nothing says why, and can be forgotten', async () => {
    const used = { ...VOUCHER, problem: 'credits-voucher-used', tried: 'credits-issuer-invalid' };
    const { screen, calls } = await form({ vouchers: [used] });
    expect(screen.one('voucher').textContent).toContain('This voucher has been used up.');
    expect(screen.one('voucher').textContent).not.toContain('Last try');
    screen.one('voucher').querySelector('button')?.click();
    expect(calls).toEqual(['forget v1']);
  });

  it.each([
    ['credits-vouchers-many', 'As many vouchers wait'],
    ['credits-voucher-invalid', 'This voucher is not valid.'],
  ])('that was not taken says why: %s', async (code, words) => {
    const { screen } = await form({}, code);
    expect(screen.one('credits-problem').textContent).toContain(words);
  });
});
