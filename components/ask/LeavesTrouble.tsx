/** Why what is written cannot be sealed, and a way on: a quote that is too long can be cut to what fits. */
import type { Draft, ErrorView } from '../../lib/ask/index.ts';
import type { DraftChange } from '../callbacks.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useStrings } from '../ui/strings.ts';

export interface LeavesTroubleProps {
  error: ErrorView;
  draft: Draft;
  contextTokens: number | undefined;
  onChange: (change: DraftChange) => void;
  onOpenSettings: () => void;
}

/** Shorter ones are not what takes the room. */
const MIN_LENGTH = 2_000;

export function LeavesTrouble(props: LeavesTroubleProps) {
  const { t } = useStrings();
  const { error, draft, contextTokens, onChange } = props;
  const isQuoteTooLong = error.code === 'question-too-large' && draft.quote.length > MIN_LENGTH;
  if (!isQuoteTooLong) return <ErrorNotice error={error} onOpenSettings={props.onOpenSettings} />;
  const cut = async (): Promise<void> => {
    const { cutQuote } = await import('./cut-quote.ts');
    onChange({ quote: cutQuote(draft, contextTokens) });
  };
  const button = (
    <Button onClick={() => void cut()} testId="cut-quote">
      {t('quote_cut')}
    </Button>
  );
  return <ErrorNotice error={error} wayOn={button} />;
}
