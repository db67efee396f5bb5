/**
 * A text that lives in the worker but is typed here. The worker echoes each change; an echo of an older keystroke
 * must not undo a newer one, while a text that was never typed here (a new selection, a quick action) must win.
 */
import { useEffect, useRef, useState } from 'preact/hooks';

export function useEchoedText(
  stored: string,
  onChange: (text: string) => void,
): [text: string, setText: (text: string) => void] {
  const [text, setText] = useState(stored);
  const underway = useRef<string[]>([]);
  useEffect(() => {
    const echoed = underway.current.lastIndexOf(stored);
    if (echoed >= 0) underway.current.splice(0, echoed + 1);
    else {
      underway.current = [];
      setText(stored);
    }
  }, [stored]);
  const change = (next: string) => {
    underway.current.push(next);
    setText(next);
    onChange(next);
  };
  return [text, change];
}
