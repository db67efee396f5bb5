/** One state by its shape (tick, cross, ring, dash), with an optional name; the colour only repeats it. */
import { Icon, type IconName } from './Icon.tsx';

export type Tone = 'holds' | 'fails' | 'pending' | 'absent' | 'warns';

const ICONS: Readonly<Record<Tone, IconName>> = {
  holds: 'check',
  fails: 'cross',
  pending: 'pending',
  absent: 'dash',
  warns: 'warning',
};

export function Verdict({ tone, name }: { tone: Tone; name?: string }) {
  return (
    <span class={`verdict verdict-${tone}`}>
      <Icon name={ICONS[tone]} size={12} />
      {name && <span class="verdict-name">{name}</span>}
    </span>
  );
}
