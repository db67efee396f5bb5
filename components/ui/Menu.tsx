/**
 * A button that opens a small panel over the screen: the browser's own popover, so that Escape, a click elsewhere and
 * the focus's way back just work.
 */
import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { Icon, type IconName } from './Icon.tsx';
import './menu.css';

export interface MenuProps {
  /** What the button says. */
  words: ComponentChildren;
  /** Its whole name, where the words alone would not do. */
  label?: string;
  icon?: IconName;
  isDisabled?: boolean;
  /** `close` is called by what was chosen. */
  children: (close: () => void) => ComponentChildren;
  testId?: string;
}

export function Menu({ words, label, icon, isDisabled, children, testId }: MenuProps) {
  const id = useId();
  const panel = useRef<HTMLDivElement>(null);
  const close = () => panel.current?.hidePopover?.();
  return (
    <>
      <button
        type="button"
        class="button menu-button"
        aria-label={label}
        aria-haspopup="dialog"
        disabled={isDisabled}
        popovertarget={id}
        data-testid={testId}
      >
        {icon && <Icon name={icon} />}
        <span class="button-words">{words}</span>
        <Icon name="chevron" size={12} />
      </button>
      <div id={id} ref={panel} popover="auto" role="dialog" aria-label={label} class="menu">
        {children(close)}
      </div>
    </>
  );
}
