/** Why an ask waits, in a plain sentence, and what can be done about it. Nothing of it has left this device. */
import type { AskView } from '../../lib/ask/index.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useStrings } from '../ui/strings.ts';

export interface QueuedNoticeProps {
  ask: AskView;
  onWait: (until: 'return' | 'now') => void;
}

export function QueuedNotice({ ask, onWait }: QueuedNoticeProps) {
  const { t } = useStrings();
  const wait = ask.wait ?? 'turn';
  const actions = (
    <>
      {wait === 'offline' && (
        <Button icon="clock" onClick={() => onWait('return')} testId="wait-return">
          {t('queued_ask_on_return')}
        </Button>
      )}
      {wait !== 'turn' && (
        <Button icon="send" onClick={() => onWait('now')} testId="wait-now">
          {t('queued_ask_now')}
        </Button>
      )}
    </>
  );
  return (
    <Notice
      kind={wait === 'turn' || wait === 'return' ? 'info' : 'warning'}
      testId={`queued-${wait}`}
      {...(wait === 'turn' ? {} : { actions })}
    >
      {t(`queued_${wait}`)}
    </Notice>
  );
}
