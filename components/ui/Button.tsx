/** Buttons and links that look like buttons. A button without visible words must be given a label. */
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon.tsx';

export interface ButtonProps {
  children?: ComponentChildren;
  onClick?: () => void;
  kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  type?: 'button' | 'submit';
  icon?: IconName;
  /** Accessible name and tooltip; needed where there are no children, or where they may have to make room. */
  label?: string;
  isDisabled?: boolean;
  isPressed?: boolean;
  isExpanded?: boolean;
  controls?: string;
  testId?: string;
}

export function Button(props: ButtonProps) {
  const { children, kind = 'plain', icon, label } = props;
  const isIconOnly = children === undefined;
  return (
    <button
      type={props.type ?? 'button'}
      class={`button button-${kind}${isIconOnly ? ' button-icon' : ''}`}
      disabled={props.isDisabled}
      onClick={() => props.onClick?.()}
      aria-label={label}
      title={label}
      aria-pressed={props.isPressed}
      aria-expanded={props.isExpanded}
      aria-controls={props.controls}
      data-testid={props.testId}
    >
      {icon && <Icon name={icon} />}
      {children !== undefined && <span class="button-words">{children}</span>}
    </button>
  );
}
