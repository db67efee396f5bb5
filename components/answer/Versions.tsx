/** One turn that was asked more than once: which version this is, and the way to the others. */
import type { AskBrief, AskView } from '../../lib/ask/index.ts';
import { Button } from '../ui/Button.tsx';
import { useStrings } from '../ui/strings.ts';

export interface VersionsProps {
  ask: AskView;
  asks: readonly AskBrief[];
  onShow: (id: string) => void;
}

export function Versions({ ask, asks, onShow }: VersionsProps) {
  const { t, locale } = useStrings();
  const { thread, after } = ask.place;
  const all = asks
    .filter(({ place }) => place.thread === thread && place.after === after)
    .filter(({ place }) => place.turn === ask.place.turn)
    .reverse();
  const at = all.findIndex(({ id }) => id === ask.id);
  if (all.length < 2 || at < 0) return null;
  const number = (value: number) => new Intl.NumberFormat(locale).format(value);
  const go = (to: number, icon: 'back' | 'chevron', key: string) => (
    <Button
      kind="quiet"
      icon={icon}
      label={t(key)}
      isDisabled={all[to] === undefined}
      onClick={() => onShow(all[to]?.id ?? ask.id)}
      testId={key.replace('_', '-')}
    />
  );
  return (
    <div class="versions" role="group" aria-label={t('versions')} data-testid="versions">
      {go(at - 1, 'back', 'version_before')}
      <span>{t('version_of', number(at + 1), number(all.length))}</span>
      {go(at + 1, 'chevron', 'version_after')}
      <span class="faint">{ask.model}</span>
    </div>
  );
}
