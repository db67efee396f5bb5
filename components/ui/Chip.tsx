/** A small word beside something, saying of what kind it is. */
import type { ComponentChildren } from 'preact';

export interface ChipProps {
  children: ComponentChildren;
  kind?: 'plain' | 'development';
  title?: string;
  testId?: string;
}

export function Chip({ children, kind = 'plain', title, testId }: ChipProps) {
  return (
    <span class={`chip chip-${kind}`} title={title} data-testid={testId}>
      {children}
    </span>
  );
}
