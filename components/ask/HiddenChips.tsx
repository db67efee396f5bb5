/**
 * What stays on this device, as chips: kind, value, and the placeholder that leaves in its stead. Each can be lifted by
 * the person, and hidden again. Nothing here is a promise about what was not found.
 */
import type { Mark, Redaction } from '../../lib/redaction/index.ts';
import { shorten } from '../ui/format.ts';
import { plural, useStrings } from '../ui/strings.ts';
import { Icon } from '../ui/Icon.tsx';
import { VisibleText } from '../ui/VisibleText.tsx';

export interface HiddenChipsProps {
  redaction: Redaction;
  onChange: (redaction: Redaction) => void;
}

const SHOWN_LENGTH = 28;
const MAX_CHIPS = 40;

export function HiddenChips({ redaction, onChange }: HiddenChipsProps) {
  const strings = useStrings();
  const { t } = strings;
  const { marks, lifted } = redaction;
  if (marks.length === 0) return null;
  const toggle = ({ text }: Mark) =>
    onChange({
      ...redaction,
      lifted: lifted.includes(text) ? lifted.filter((one) => one !== text) : [...lifted, text],
    });
  const hiddenCount = marks.length - lifted.length;
  return (
    <div class="hidden-chips" role="group" aria-labelledby="hidden-head" data-testid="hidden">
      <p class="hidden-head" id="hidden-head">
        {hiddenCount > 0 ? plural(strings, 'hidden_here', hiddenCount) : t('hidden_none')}
      </p>
      <div class="hidden-list">
        {marks.slice(0, MAX_CHIPS).map((mark) => (
          <HiddenChip
            key={mark.placeholder}
            mark={mark}
            isLifted={lifted.includes(mark.text)}
            onToggle={() => toggle(mark)}
          />
        ))}
      </div>
      {marks.length > MAX_CHIPS && (
        <p class="faint">{plural(strings, 'hidden_more', marks.length - MAX_CHIPS)}</p>
      )}
    </div>
  );
}

interface HiddenChipProps {
  mark: Mark;
  isLifted: boolean;
  onToggle: () => void;
}

function HiddenChip({ mark, isLifted, onToggle }: HiddenChipProps) {
  const { t } = useStrings();
  const kind = t(`hidden_${mark.kind}`);
  const shown = shorten(mark.text.replace(/\s+/g, ' '), SHOWN_LENGTH);
  const label = t(isLifted ? 'hidden_hide' : 'hidden_lift', kind, shown);
  return (
    <button
      type="button"
      class={`hidden-chip${isLifted ? ' hidden-chip-lifted' : ''}`}
      aria-pressed={!isLifted}
      aria-label={label}
      title={isLifted ? t('hidden_leaves') : t('hidden_as', mark.placeholder)}
      onClick={onToggle}
      data-testid="hidden-chip"
    >
      <Icon name={isLifted ? 'out' : 'check'} size={12} />
      <span class="hidden-kind">{kind}</span>{' '}
      <bdi class="hidden-value">
        <VisibleText text={shown} />
      </bdi>
    </button>
  );
}
