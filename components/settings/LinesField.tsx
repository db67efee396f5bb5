/** A short list, one entry on each line. An empty line that is just being written is no entry. */
import { useEffect, useState } from 'preact/hooks';
import { TextArea } from '../ui/Field.tsx';

export interface LinesFieldProps {
  label: string;
  hint: string;
  lines: readonly string[];
  most: number;
  /** A sentence where an entry is not one. */
  problem?: string | undefined;
  onChange: (lines: string[]) => void;
  testId?: string;
}

function linesOf(written: string): string[] {
  return written
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

export function LinesField(props: LinesFieldProps) {
  const { lines, most, onChange, testId } = props;
  const stored = lines.join('\n');
  const [written, setWritten] = useState(stored);
  useEffect(() => {
    if (linesOf(written).slice(0, most).join('\n') !== stored) setWritten(stored);
  }, [stored]);
  return (
    <TextArea
      label={props.label}
      hint={props.hint}
      problem={props.problem}
      value={written}
      rows={2}
      onChange={(next) => {
        setWritten(next);
        onChange(linesOf(next).slice(0, most));
      }}
      {...(testId === undefined ? {} : { testId })}
    />
  );
}
