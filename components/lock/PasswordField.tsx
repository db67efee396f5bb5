/** One line that nobody can read over the shoulder. */
import { useEffect, useId, useRef } from 'preact/hooks';

interface PasswordFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string;
  problem?: string | undefined;
  /** It is what the person came for: it has the focus. */
  isFirst?: boolean;
  testId: string;
}

export function PasswordField(props: PasswordFieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const said = props.problem ?? props.hint;
  useEffect(() => {
    if (props.isFirst) input.current?.focus();
  }, []);
  return (
    <div class="field">
      <label for={id} class="field-label">
        {props.label}
      </label>
      <input
        ref={input}
        id={id}
        type="password"
        class="input"
        value={props.value}
        autocomplete="off"
        spellcheck={false}
        aria-invalid={props.problem !== undefined}
        aria-describedby={said === undefined ? undefined : `${id}-more`}
        onInput={(event) => props.onChange(event.currentTarget.value)}
        data-testid={props.testId}
      />
      {said !== undefined && (
        <p
          class={props.problem ? 'field-problem' : 'field-hint'}
          id={`${id}-more`}
          role={props.problem ? 'alert' : undefined}
        >
          {said}
        </p>
      )}
    </div>
  );
}
