/** Every alarm at length, on the proofs page: what happened, what is known of the log, and the evidence to hand over. */
import type { AlarmDetail } from '../../lib/review/index.ts';
import { Button } from '../ui/Button.tsx';
import { Disclosure } from '../ui/Disclosure.tsx';
import { hexGroups } from '../ui/format.ts';
import { plural, useStrings } from '../ui/strings.ts';
import { AlarmWords } from './AlarmNotice.tsx';

export interface AlarmPanelProps {
  alarms: readonly AlarmDetail[];
  onSeen: (ids: readonly string[]) => void;
  onOpenProof: (id: string) => void;
  onExport: (file: string) => void;
}

export function AlarmPanel({ alarms, ...on }: AlarmPanelProps) {
  const strings = useStrings();
  const unseen = alarms.filter(({ isSeen }) => !isSeen);
  const seen = alarms.filter(({ isSeen }) => isSeen);
  if (alarms.length === 0) return null;
  return (
    <section class="alarms" data-testid="alarms" aria-labelledby="alarms-title">
      <h2 id="alarms-title">{strings.t('alarms')}</h2>
      {unseen.length > 0 && <Alarms alarms={unseen} {...on} />}
      {seen.length > 0 && (
        <Disclosure summary={plural(strings, 'alarms_seen', seen.length)} testId="alarms-seen">
          {() => <Alarms alarms={seen} {...on} />}
        </Disclosure>
      )}
    </section>
  );
}

function Alarms({ alarms, ...on }: AlarmPanelProps) {
  const { t } = useStrings();
  return (
    <ol>
      {alarms.map((alarm) => (
        <li
          key={alarm.id}
          class="alarm"
          data-testid="alarm-item"
          data-code={alarm.error.code}
          data-seen={alarm.isSeen}
        >
          <div class="alarm-told">
            <p>
              <AlarmWords
                alarm={alarm}
                more={alarm.origin ? ` · ${t('alarm_log', alarm.origin)}` : ''}
              />
            </p>
            {alarm.split && <Evidence split={alarm.split} />}
          </div>
          <Acts alarm={alarm} {...on} />
        </li>
      ))}
    </ol>
  );
}

function Evidence({ split }: { split: NonNullable<AlarmDetail['split']> }) {
  const { t, locale } = useStrings();
  const { trees, heads, verifierKey } = split;
  const number = (size: string) => new Intl.NumberFormat(locale).format(BigInt(size));
  return (
    <>
      {trees.length > 0 && <p>{t('alarm_contradicts', verifierKey)}</p>}
      <ul class="alarm-trees">
        {trees.map(({ size, rootHex }) => (
          <li key={rootHex}>
            <code>
              {t('alarm_head', number(size), `${hexGroups(rootHex).slice(0, 4).join(' ')} …`)}
            </code>
          </li>
        ))}
      </ul>
      <Disclosure summary={t('alarm_evidence')} testId="alarm-evidence">
        {() => heads.map((head) => <pre key={head}>{head}</pre>)}
      </Disclosure>
    </>
  );
}

function Acts({ alarm, onSeen, onOpenProof, onExport }: Omit<AlarmPanelProps, 'alarms'> & One) {
  const { t } = useStrings();
  const { askId, split } = alarm;
  return (
    <div class="notice-actions">
      {split && (
        <Button onClick={() => onExport(split.file)} testId="alarm-export">
          {t('alarm_export')}
        </Button>
      )}
      {askId && (
        <Button onClick={() => onOpenProof(askId)} testId="alarm-proof">
          {t('alarm_show_proof')}
        </Button>
      )}
      {!alarm.isSeen && (
        <Button kind="quiet" onClick={() => onSeen([alarm.id])} testId="alarm-item-seen">
          {t('alarm_seen')}
        </Button>
      )}
    </div>
  );
}

interface One {
  alarm: AlarmDetail;
}
