/** Credits: how many there are, and vouchers that become some. A voucher is fetched at a random time unless asked for now. */
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
}

export function CreditsForm({ wallet, problem, onAdd, onForget }: CreditsFormProps) {
  const strings = useStrings();
  const { t, errorKey } = strings;
  const wrong = problem ?? wallet.problem ?? undefined;
  return (
    <section class="settings-section" aria-labelledby="settings-credits" data-testid="credits">
      <h2 id="settings-credits">{t('credits')}</h2>
      <p data-testid="credits-balance">{plural(strings, 'credits_balance', wallet.balance)}</p>
      <p class="faint">{t('credits_about', wallet.issuer)}</p>
      {wrong !== undefined && <p role="alert">{t(errorKey(wrong))}</p>}
      <VoucherEntry onAdd={onAdd} />
      <ul>
        {wallet.vouchers.map((one) => (
          <VoucherRow key={one.id} voucher={one} onForget={onForget} />
        ))}
      </ul>
    </section>
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
      <div class="bar">
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
  const { id, preview, dueMs, problem } = voucher;
  const due = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <li data-testid="voucher">
      <code>{preview}</code>{' '}
      <span class="faint">
        {problem === null ? t('credits_due', due.format(dueMs)) : t(errorKey(problem))}
      </span>{' '}
      <Button onClick={() => onForget(id)}>{t('credits_forget')}</Button>
    </li>
  );
}
