/**
 * A sentence the person should not miss, with what can be done about it. Shape and words tell its kind, not colour
 * alone.
 */
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon.tsx';

export interface NoticeProps {
  kind: 'info' | 'warning' | 'error' | 'development';
  children: ComponentChildren;
  actions?: ComponentChildren;
  /** Spoken at once; only for what interrupts the person's own act. */
  isUrgent?: boolean;
  testId?: string;
  code?: string;
}

const ICONS: Readonly<Record<NoticeProps['kind'], IconName>> = {
  info: 'info',
  warning: 'warning',
  error: 'cross',
  development: 'warning',
};

export function Notice({ kind, children, actions, isUrgent, testId, code }: NoticeProps) {
  return (
    <div
      class={`notice notice-${kind}`}
      role={isUrgent ? 'alert' : undefined}
      data-testid={testId}
      data-code={code}
    >
      <Icon name={ICONS[kind]} />
      <div class="notice-body">
        <div>{children}</div>
        {actions && <div class="notice-actions">{actions}</div>}
      </div>
    </div>
  );
}
