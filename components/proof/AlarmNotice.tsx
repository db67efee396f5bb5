/**
 * What nobody has looked at yet, on every page of ours: the newest in its own words, how many more there are, and the way
 * to them. It stays until the person says that they have looked.
 */
import type { AlarmView } from '../../lib/ask/index.ts';
import { Button } from '../ui/Button.tsx';
import { dateAndTime } from '../ui/format.ts';
import { Notice } from '../ui/Notice.tsx';
import { plural, useStrings } from '../ui/strings.ts';

export interface AlarmNoticeProps {
  alarms: readonly AlarmView[];
  onSeen: (ids: readonly string[]) => void;
  /** The way to where all of them are told at length. */
  onShow: () => void;
}

export function AlarmNotice({ alarms, onSeen, onShow }: AlarmNoticeProps) {
  const strings = useStrings();
  const { t } = strings;
  const [newest] = alarms;
  if (!newest) return null;
  const more = alarms.length - 1;
  return (
    <Notice
      kind="error"
      testId="alarm"
      code={newest.error.code}
      isUrgent
      actions={
        <>
          <Button onClick={onShow} testId="alarm-show">
            {t('alarm_show')}
          </Button>
          <Button
            kind="quiet"
            onClick={() => onSeen(alarms.map(({ id }) => id))}
            testId="alarm-seen"
          >
            {t('alarm_seen')}
          </Button>
        </>
      }
    >
      <AlarmWords
        alarm={newest}
        more={more > 0 ? ` · ${plural(strings, 'alarm_more', more)}` : ''}
      />
    </Notice>
  );
}

/** What happened, when it was noticed, and whether it has turned out well since. */
export function AlarmWords({ alarm, more = '' }: { alarm: AlarmView; more?: string }) {
  const { t, locale, errorKey } = useStrings();
  const { error, atMs, isOver } = alarm;
  return (
    <>
      {t(errorKey(error.code)) || t('error_unexpected')} {isOver && t('alarm_over')}{' '}
      <span class="alarm-when">
        {t('alarm_noticed', dateAndTime(locale, atMs))}
        {more}
      </span>
    </>
  );
}
