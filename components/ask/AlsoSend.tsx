/** What of the page goes along besides the quote; each shown as it would be sent, each the person's choice. */
import type { Draft } from '../../lib/ask/index.ts';
import { shorten } from '../ui/format.ts';
import { Tick } from '../ui/Field.tsx';
import { useStrings } from '../ui/strings.ts';
import { VisibleText } from '../ui/VisibleText.tsx';

export interface AlsoSendProps {
  draft: Draft;
  onChange: (change: { includeTitle: boolean } | { includeUrl: boolean }) => void;
}

const SHOWN_LENGTH = 160;

export function AlsoSend({ draft, onChange }: AlsoSendProps) {
  const { t } = useStrings();
  if (!draft.title && !draft.url) return null;
  return (
    <div class="also-send" role="group" aria-label={t('also_send')}>
      {draft.title && (
        <Tick
          label={t('page_title')}
          hint={<VisibleText text={shorten(draft.title, SHOWN_LENGTH)} />}
          isTicked={draft.includeTitle}
          onChange={(includeTitle) => onChange({ includeTitle })}
          testId="include-title"
        />
      )}
      {draft.url && (
        <Tick
          label={t('page_address')}
          hint={<VisibleText text={shorten(draft.url, SHOWN_LENGTH)} />}
          isTicked={draft.includeUrl}
          onChange={(includeUrl) => onChange({ includeUrl })}
          testId="include-url"
        />
      )}
    </div>
  );
}
