/** Something that opens: native details/summary, so that keyboard, find-in-page and screen readers just work. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from './Icon.tsx';

export interface DisclosureProps {
  summary: ComponentChildren;
  /** Drawn only while open: what is behind may be long. */
  children: () => ComponentChildren;
  isOpenAtFirst?: boolean;
  onToggle?: (isOpen: boolean) => void;
  testId?: string;
  verdict?: string;
}

export function Disclosure(props: DisclosureProps) {
  const [isOpen, setIsOpen] = useState(props.isOpenAtFirst ?? false);
  return (
    <details
      class="disclosure"
      open={isOpen}
      onToggle={(event) => {
        const isNowOpen = event.currentTarget.open;
        if (isNowOpen !== isOpen) {
          setIsOpen(isNowOpen);
          props.onToggle?.(isNowOpen);
        }
      }}
      data-testid={props.testId}
      data-verdict={props.verdict}
    >
      <summary>
        <Icon name="chevron" size={12} />
        <span class="disclosure-summary">{props.summary}</span>
      </summary>
      {isOpen && <div class="disclosure-body">{props.children()}</div>}
    </details>
  );
}
