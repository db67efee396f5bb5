/** Everybody on the way of a question, each with what they learn. */
import { useStrings } from '../ui/strings.ts';

const PARTIES = ['device', 'relay', 'enclave', 'pages'] as const;

export function Parties() {
  const { t } = useStrings();
  return (
    <dl class="welcome-parties">
      {PARTIES.map((party) => (
        <div key={party}>
          <dt>{t(`party_${party}`)}</dt>
          <dd>{t(`welcome_${party}`)}</dd>
        </div>
      ))}
    </dl>
  );
}
