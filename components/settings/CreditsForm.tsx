/**
 * Credits: how many there are, and vouchers that become some. A voucher is fetched at a random time unless asked for
 * now.
 */
import { useState } from 'preact/hooks';
import type { VoucherView, WalletView } from '../../lib/wallet/index.ts';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/Field.tsx';
import { plural, useStrings } from '../ui/strings.ts';

export interface CreditsFormProps {
  wallet: WalletView;
  /** Why the last voucher was not taken, as a code. */
  problem: string | undefined;
  onAdd: (voucher: string, isNow: boolean) => void;
  onForget: (id: string) => void;
  /** Looks at the issuer's keys again, where they stopped everything. */
  onLook: () => void;
}

export function CreditsForm({ wallet, problem, onAdd, onForget, onLook }: CreditsFormProps) {
  const strings = useStrings();
  const { t, errorKey } = strings;
  const wrong = problem ?? wallet.problem ?? undefined;
  return (
    <section class="settings-section" aria-labelledby="settings-credits" data-testid="credits">
      <h2 id="settings-credits">{t('credits')}</h2>
      {wallet.problem !== 'credits-unreadable' && <Balance wallet={wallet} />}
      <p class="faint">{t('credits_about', wallet.issuer)}</p>
      {wrong !== undefined && (
        <p class="field-problem" role="alert" data-testid="credits-problem" data-code={wrong}>
          {t(errorKey(wrong))}
        </p>
      )}
      {wallet.problem === 'credits-keys-differ' && (
        <Button onClick={onLook} testId="credits-look">
          {t('check_again')}
        </Button>
      )}
      <VoucherEntry onAdd={onAdd} />
      <ul class="site-rows">
        {wallet.vouchers.map((one) => (
          <VoucherRow
            key={one.id}
            // What stops all of them stands above, once.
            voucher={wallet.problem === null ? one : { ...one, tried: null }}
            onForget={onForget}
          />
        ))}
      </ul>
    </section>
  );
}

function Balance({ wallet }: Pick<CreditsFormProps, 'wallet'>) {
  const strings = useStrings();
  const { t, locale } = strings;
  const { balance, underWay, returning, spent, refunded, lost } = wallet;
  const number = new Intl.NumberFormat(locale);
  const tally = [spent, refunded, lost];
  return (
    <>
      <p data-testid="credits-balance">{plural(strings, 'credits_balance', balance)}</p>
      {underWay + returning > 0 && (
        <p class="faint" data-testid="credits-under-way">
          {t('credits_under_way', number.format(underWay + returning))}
        </p>
      )}
      {tally.some((count) => count > 0) && (
        <p class="faint" data-testid="credits-tally">
          {t('credits_tally', ...tally.map((count) => number.format(count)))}
        </p>
      )}
    </>
  );
}

function VoucherEntry({ onAdd }: Pick<CreditsFormProps, 'onAdd'>) {
  const { t } = useStrings();
  const [voucher, setVoucher] = useState('');
  const add = (isNow: boolean): void => {
    onAdd(voucher, isNow);
    setVoucher('');
  };
  return (
    <>
      <TextField
        label={t('credits_voucher')}
        hint={t('credits_voucher_about')}
        value={voucher}
        onChange={setVoucher}
        testId="credits-voucher"
      />
      <div class="file-row">
        <Button onClick={() => add(true)} isDisabled={voucher.trim() === ''} testId="credits-now">
          {t('credits_now')}
        </Button>
        <Button
          kind="primary"
          onClick={() => add(false)}
          isDisabled={voucher.trim() === ''}
          testId="credits-later"
        >
          {t('credits_later')}
        </Button>
      </div>
    </>
  );
}

interface VoucherRowProps {
  voucher: VoucherView;
  onForget: (id: string) => void;
}

function VoucherRow({ voucher, onForget }: VoucherRowProps) {
  const { t, errorKey, locale } = useStrings();
  const { id, preview, dueMs, problem, tried } = voucher;
  const due = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <li class="site-row" data-testid="voucher" data-problem={problem ?? tried ?? undefined}>
      <span class="site-name">
        <code>{preview}</code>{' '}
        <span class="faint">
          {problem === null ? t('credits_due', due.format(dueMs)) : t(errorKey(problem))}
          {problem === null && tried !== null && ` · ${t('credits_tried', t(errorKey(tried)))}`}
        </span>
      </span>
      <Button
        kind="quiet"
        icon="trash"
        label={t('credits_forget')}
        onClick={() => onForget(id)}
        testId="voucher-forget"
      />
    </li>
  );
}
