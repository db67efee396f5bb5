/** The table of parties: who it is, by name, and what it learns. It says what each does learn, never only "safe". */
import type { EnclaveView, ModelView } from '../../lib/ask/index.ts';
import { useStrings } from '../ui/strings.ts';

export interface WhoLearnsProps {
  enclave: EnclaveView;
  model: ModelView | undefined;
  /** The size on the wire in words, or '' while it is not known. */
  size: string;
}

interface Party {
  key: string;
  name: string;
  operator: string | undefined;
  learns: string;
}

export function WhoLearns({ enclave, model, size }: WhoLearnsProps) {
  const { t } = useStrings();
  const enclaveKey = enclave.isDevelopmentRoot ? 'learns_enclave_development' : 'learns_enclave';
  const parties: Party[] = [
    { key: 'page', name: '', operator: undefined, learns: t('learns_page') },
    {
      key: 'relay',
      name: enclave.relayHost ?? '',
      operator: enclave.relayOperator,
      learns: t('learns_relay', size || t('padded_size')),
    },
    {
      key: 'enclave',
      name: enclave.gatewayName ?? '',
      operator: enclave.gatewayOperator,
      learns: t(enclaveKey),
    },
  ];
  if (model) {
    const placeKey = `learns_model_${model.place.replaceAll('-', '_')}`;
    parties.push({
      key: 'model',
      name: `${model.id} · ${model.upstream}`,
      operator: undefined,
      learns: t(placeKey),
    });
  }
  return (
    <table class="who-learns">
      <caption>{t('who_learns')}</caption>
      <tbody>
        {parties.map((party) => (
          <tr key={party.key}>
            <th scope="row">
              {t(`party_${party.key}`)}
              {party.name && <span class="party-name">{party.name}</span>}
              {party.operator && <span class="party-name">{t('run_by', party.operator)}</span>}
            </th>
            <td>{party.learns}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
