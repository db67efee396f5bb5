/** A whole number, zero or more. What is no number yet stays on the screen with a word, and changes nothing. */
import { useEffect, useState } from 'preact/hooks';
import { TextField } from '../ui/Field.tsx';
import { useStrings } from '../ui/strings.ts';

export interface NumberFieldProps {
  label: string;
  hint: string;
  value: number;
  onChange: (value: number) => void;
  testId?: string;
}

const WHOLE = /^\d{1,15}$/;

export function NumberField({ label, hint, value, onChange, testId }: NumberFieldProps) {
  const { t } = useStrings();
  const [written, setWritten] = useState(String(value));
  useEffect(() => {
    if (!WHOLE.test(written) || Number(written) !== value) setWritten(String(value));
  }, [value]);
  return (
    <TextField
      label={label}
      hint={hint}
      problem={WHOLE.test(written.trim()) ? undefined : t('number_wrong')}
      value={written}
      onChange={(next) => {
        setWritten(next);
        if (WHOLE.test(next.trim())) onChange(Number(next));
      }}
      {...(testId === undefined ? {} : { testId })}
    />
  );
}
