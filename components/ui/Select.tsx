/** One of a list, by the browser's own control. */
import { useId } from 'preact/hooks';

export interface SelectProps {
  label: string;
  isLabelHidden?: boolean;
  value: string;
  options: readonly { value: string; label: string }[];
  hint?: string;
  onChange: (value: string) => void;
  testId?: string;
}

export function Select(props: SelectProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id} class={props.isLabelHidden ? 'only-heard' : 'field-label'}>
        {props.label}
      </label>
      <select
        id={id}
        class="input"
        value={props.value}
        aria-describedby={props.hint ? `${id}-more` : undefined}
        onChange={(event) => props.onChange(event.currentTarget.value)}
        data-testid={props.testId}
      >
        {props.options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      {props.hint && (
        <p class="field-hint" id={`${id}-more`}>
          {props.hint}
        </p>
      )}
    </div>
  );
}
