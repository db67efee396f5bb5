/** How old the evidence is, growing older before the person's eyes, with a button to check again. */
import { Button } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { dateAndTime, relativeAge } from '../ui/format.ts';
import { useStrings } from '../ui/strings.ts';

export interface EvidenceAgeProps {
  evidenceTimeMs: number;
  onRecheck?: () => void;
}

export function EvidenceAge({ evidenceTimeMs, onRecheck }: EvidenceAgeProps) {
  const { t, locale } = useStrings();
  const nowMs = useNow(1000);
  return (
    <span class="evidence-age">
      <time
        dateTime={new Date(evidenceTimeMs).toISOString()}
        title={dateAndTime(locale, evidenceTimeMs)}
        data-testid="evidence-age"
      >
        {relativeAge(locale, evidenceTimeMs, nowMs)}
      </time>
      {onRecheck && (
        <Button kind="quiet" icon="again" onClick={onRecheck} testId="recheck">
          {t('check_again')}
        </Button>
      )}
    </span>
  );
}
