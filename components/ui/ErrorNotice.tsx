/** A refusal or failure by its code: one plain sentence and the action that its advice allows. */
import type { ComponentChildren } from 'preact';
import type { ErrorView } from '../../lib/ask/index.ts';
import { Button } from './Button.tsx';
import { Notice } from './Notice.tsx';
import { useStrings } from './strings.ts';

export interface ErrorNoticeProps {
  error: ErrorView;
  more?: string;
  onRetry?: () => void;
  onOpenSettings?: () => void;
  /** An action of the screen's own, where it has one that helps. */
  wayOn?: ComponentChildren;
}

export function ErrorNotice({ error, more, onRetry, onOpenSettings, wayOn }: ErrorNoticeProps) {
  const { t, errorKey } = useStrings();
  const action =
    error.advice === 'retry' && onRetry ? (
      <Button icon="again" onClick={onRetry} testId="retry">
        {t('try_again')}
      </Button>
    ) : error.advice === 'fix-settings' && onOpenSettings ? (
      <Button icon="gear" onClick={onOpenSettings} testId="open-settings">
        {t('open_settings')}
      </Button>
    ) : null;
  return (
    <Notice kind="error" testId="error" code={error.code} isUrgent actions={wayOn ?? action}>
      {t(errorKey(error.code)) || t('error_unexpected')}
      {more && <span class="notice-more"> {more}</span>}
      <code class="notice-code">{error.code}</code>
    </Notice>
  );
}
