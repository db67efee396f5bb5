/** What each model costs by the network's own price list. */
import type { EnclaveView, ModelView } from '../../lib/ask/index.ts';
import { Disclosure } from '../ui/Disclosure.tsx';
import { useStrings } from '../ui/strings.ts';
import { TableHead } from '../ui/TableHead.tsx';

export function PriceTable({ enclave }: { enclave: EnclaveView | null }) {
  const { t } = useStrings();
  const priced = (enclave?.models ?? []).filter(({ price }) => price.perMillionInput !== '');
  if (priced.length === 0) return null;
  const isPublished = enclave?.network === 'opengradient';
  return (
    <Disclosure summary={t('prices')} testId="prices">
      {() => (
        <>
          <p class="faint">{t(isPublished ? 'prices_published' : 'prices_attested')}</p>
          <div class="table-frame" tabIndex={0} role="region" aria-label={t('prices')}>
            <table class="prices">
              <TableHead columns={['model', 'price_in', 'price_out']} />
              <tbody>
                {priced.map((model) => (
                  <PriceRow key={model.id} model={model} />
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Disclosure>
  );
}

function PriceRow({ model: { id, upstream, price } }: { model: ModelView }) {
  const { currency, perMillionInput, perMillionOutput } = price;
  return (
    <tr>
      <th scope="row">
        {id} <span class="faint">{upstream}</span>
      </th>
      <td>
        {perMillionInput} {currency}
      </td>
      <td>
        {perMillionOutput} {currency}
      </td>
    </tr>
  );
}
