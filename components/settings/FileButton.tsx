/** Reads one chosen text file; the same file may be chosen again. */
import { useRef } from 'preact/hooks';

export interface FileButtonProps {
  words: string;
  onRead: (text: string) => void;
  testId?: string;
}

/** No file of ours is near this size. */
const MAX_BYTES = 4_000_000;

export function FileButton({ words, onRead, testId }: FileButtonProps) {
  // What was edited while the file was read is not undone by it.
  const latest = useRef(onRead);
  latest.current = onRead;
  const read = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (!file) return;
    // What is too large is read as far as to be refused in words.
    const text = await file.slice(0, MAX_BYTES).text();
    latest.current(text);
    input.value = '';
  };
  return (
    <label class="button button-plain file-button">
      <span class="button-words">{words}</span>
      <input
        type="file"
        class="only-heard"
        accept=".json,application/json"
        onChange={(event) => void read(event.currentTarget)}
        data-testid={testId}
      />
    </label>
  );
}
