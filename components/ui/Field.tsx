/** Labelled inputs: one line of text, several lines, a tick, one of several. Values in, changes out. */
import type { ComponentChildren, TargetedInputEvent } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: ComponentChildren;
  /** A sentence that says what is wrong with the value. */
  problem?: string | undefined;
  placeholder?: string;
  testId?: string;
}

function Described({ id, hint, problem }: Pick<FieldProps, 'hint' | 'problem'> & { id: string }) {
  return (
    <p class={problem ? 'field-problem' : 'field-hint'} id={id}>
      {problem ?? hint}
    </p>
  );
}

type TextFieldProps = FieldProps & { type?: 'text' | 'url' | 'search'; isLabelHidden?: boolean };

function Input(props: { id: string; field: TextFieldProps; isDescribed: boolean }) {
  const { id, field, isDescribed } = props;
  const attributes = {
    id,
    class: 'input',
    value: field.value,
    placeholder: field.placeholder,
    spellcheck: false,
    autocomplete: 'off',
    'aria-invalid': field.problem !== undefined,
    'aria-describedby': isDescribed ? `${id}-more` : undefined,
    onInput: (event: TargetedInputEvent<HTMLInputElement>) =>
      field.onChange(event.currentTarget.value),
    'data-testid': field.testId,
  };
  if (field.type === 'url') return <input type="url" {...attributes} />;
  if (field.type === 'search') return <input type="search" {...attributes} />;
  return <input type="text" {...attributes} />;
}

export function TextField(props: TextFieldProps) {
  const id = useId();
  const isDescribed = props.hint !== undefined || props.problem !== undefined;
  return (
    <div class="field">
      <label for={id} class={props.isLabelHidden ? 'only-heard' : 'field-label'}>
        {props.label}
      </label>
      <Input id={id} field={props} isDescribed={isDescribed} />
      {isDescribed && <Described id={`${id}-more`} hint={props.hint} problem={props.problem} />}
    </div>
  );
}

export function TextArea(props: FieldProps & { rows?: number }) {
  const id = useId();
  const isDescribed = props.hint !== undefined || props.problem !== undefined;
  return (
    <div class="field">
      <label for={id} class="field-label">
        {props.label}
      </label>
      <textarea
        id={id}
        class="input input-mono"
        rows={props.rows ?? 4}
        value={props.value}
        placeholder={props.placeholder}
        spellcheck={false}
        autocomplete="off"
        aria-invalid={props.problem !== undefined}
        aria-describedby={isDescribed ? `${id}-more` : undefined}
        onInput={(event) => props.onChange(event.currentTarget.value)}
        data-testid={props.testId}
      />
      {isDescribed && <Described id={`${id}-more`} hint={props.hint} problem={props.problem} />}
    </div>
  );
}

export interface TickProps {
  label: ComponentChildren;
  isTicked: boolean;
  onChange: (isTicked: boolean) => void;
  hint?: ComponentChildren;
  testId?: string;
}

export function Tick({ label, isTicked, onChange, hint, testId }: TickProps) {
  return (
    <label class="tick">
      <input
        type="checkbox"
        checked={isTicked}
        onChange={(event) => onChange(event.currentTarget.checked)}
        data-testid={testId}
      />
      <span>
        <span class="tick-label">{label}</span>
        {hint && <span class="tick-hint">{hint}</span>}
      </span>
    </label>
  );
}

export interface ChoiceProps<Value extends string> {
  legend: string;
  value: Value;
  options: readonly { value: Value; label: string; hint?: string }[];
  onChange: (value: Value) => void;
  /** Of the whole; each option's is this with its value behind. */
  testId?: string;
}

export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const name = useId();
  return (
    <fieldset class="choice" data-testid={props.testId}>
      <legend class="field-label">{props.legend}</legend>
      {props.options.map((option) => (
        <label class="tick" key={option.value}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === props.value}
            onChange={() => props.onChange(option.value)}
            data-testid={props.testId && `${props.testId}-${option.value}`}
          />
          <span>
            <span class="tick-label">{option.label}</span>
            {option.hint && <span class="tick-hint">{option.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
