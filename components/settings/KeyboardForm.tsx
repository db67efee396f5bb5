/** The keys that are really bound, and how to change them: here where the browser lets us, else on its own page. */
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useStrings } from '../ui/strings.ts';
import { keyOf, type KeyPress } from './key-of.ts';
import { Section } from './Section.tsx';

export interface BoundKeyRow {
  readonly name: string;
  readonly description: string;
  readonly key: string;
}

export interface KeyboardFormProps {
  keys: readonly BoundKeyRow[];
  /** Binds a key; '' takes it away. Absent where the browser has a page of its own for it. */
  onSet: ((name: string, key: string) => Promise<void>) | undefined;
  onOpenPage: (() => void) | undefined;
}

export function KeyboardForm({ keys, onSet, onOpenPage }: KeyboardFormProps) {
  const { t } = useStrings();
  const [refused, setRefused] = useState<string | null>(null);
  const set = (name: string, key: string): void => {
    setRefused(null);
    void onSet?.(name, key).catch(() => setRefused(key));
  };
  return (
    <Section
      id="keyboard"
      about={t(onSet ? 'keyboard_about_set' : 'keyboard_about_page')}
      testId="keyboard-form"
    >
      <dl class="key-rows">
        {keys.map(({ name, description, key }) => (
          <div class="key-row" key={name} data-testid="key-row">
            <dt>{description}</dt>
            <dd>
              {onSet ? (
                <KeyField label={description} value={key} onSet={(next) => set(name, next)} />
              ) : (
                <kbd>{key || t('key_none')}</kbd>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {onOpenPage && (
        <Button icon="out" onClick={onOpenPage} testId="keys-page">
          {t('keyboard_open')}
        </Button>
      )}
      {refused !== null && (
        <Notice kind="warning" testId="key-refused">
          {t('key_refused', refused)}
        </Notice>
      )}
    </Section>
  );
}

interface KeyFieldProps {
  label: string;
  value: string;
  onSet: (key: string) => void;
}

/** Takes the next key that is pressed in it; Tab leaves it, as everywhere. */
function KeyField({ label, value, onSet }: KeyFieldProps) {
  const { t } = useStrings();
  const onKeyDown = (event: KeyboardEvent & KeyPress): void => {
    if (event.key === 'Tab' || event.key === 'Escape') return;
    event.preventDefault();
    if (event.key === 'Backspace' || event.key === 'Delete') return onSet('');
    const key = keyOf(event);
    if (key !== null) onSet(key);
  };
  return (
    <input
      class="input key-field"
      readOnly
      aria-label={label}
      value={value}
      placeholder={t('key_none')}
      onKeyDown={onKeyDown}
      data-testid="key-field"
    />
  );
}
