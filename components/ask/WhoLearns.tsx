/** The table of parties: who it is, by name, and what it learns. It says what each does learn, never only "safe". */
import type { EnclaveView, ModelView } from '../../lib/ask/index.ts';
import { useStrings, type Translate } from '../ui/strings.ts';

export interface WhoLearnsProps {
  enclave: EnclaveView;
  model: ModelView | undefined;
  /** The size on the wire in words, or '' while it is not known. */
  size: string;
}

interface Party {
  key: string;
  /** Its own names: host, operator, model. */
  names: (string | undefined)[];
  learns: string;
}

function partiesOf(t: Translate, { enclave, model, size }: WhoLearnsProps): Party[] {
  const by = (operator: string | undefined) => operator && t('run_by', operator);
  const enclaveKey = enclave.isDevelopmentRoot ? 'learns_enclave_development' : 'learns_enclave';
  const isChain = enclave.network === 'opengradient';
  const parties: Party[] = [
    { key: 'page', names: [], learns: t('learns_page') },
    {
      key: 'relay',
      names: [enclave.relayHost, by(enclave.relayOperator)],
      learns: t(isChain ? 'learns_relay_account' : 'learns_relay', size || t('padded_size')),
    },
    ...(isChain
      ? [{ key: 'chain', names: enclave.registry?.nodes ?? [], learns: t('learns_chain') }]
      : []),
    {
      key: 'enclave',
      names: [enclave.gatewayName, by(enclave.gatewayOperator)],
      learns: t(enclaveKey),
    },
  ];
  if (!model) return parties;
  const learns = t(`learns_model_${model.place.replaceAll('-', '_')}`);
  return [
    ...parties,
    { key: 'model', names: [model.id, model.upstream, ...(model.failover ?? [])], learns },
  ];
}

export function WhoLearns(props: WhoLearnsProps) {
  const { t } = useStrings();
  return (
    <table class="who-learns">
      <caption>{t('who_learns')}</caption>
      <tbody>
        {partiesOf(t, props).map(({ key, names, learns }) => (
          <tr key={key}>
            <th scope="row">
              {t(`party_${key}`)}
              {names.map(
                (name) =>
                  name && (
                    <span class="party-name" key={name}>
                      {name}
                    </span>
                  ),
              )}
            </th>
            <td>{learns}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
