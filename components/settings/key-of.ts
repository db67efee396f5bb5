/** A key that was pressed, in the words of the browsers' commands API; null for one that cannot be bound. Pure. */

export interface KeyPress {
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
}

const NAMED: Readonly<Record<string, string>> = {
  Comma: 'Comma',
  Period: 'Period',
  Space: 'Space',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  Insert: 'Insert',
};

/** By the place of the key, so that a layout's own signs do not come between. */
function nameOf(code: string): string | null {
  const plain = /^(?:Key([A-Z])|Digit([0-9])|(F(?:[1-9]|1[0-2])))$/.exec(code);
  return plain?.[1] ?? plain?.[2] ?? plain?.[3] ?? NAMED[code] ?? null;
}

export function keyOf({ code, ctrlKey, altKey, metaKey, shiftKey }: KeyPress): string | null {
  const name = nameOf(code);
  if (name === null) return null;
  const held = [
    ...(ctrlKey ? ['Ctrl'] : []),
    ...(altKey ? ['Alt'] : []),
    ...(metaKey ? ['Command'] : []),
  ];
  // One of these has to be held, except with a function key; Shift alone types.
  if (held.length === 0 && !/^F\d/.test(name)) return null;
  if (held.length > 1) return null;
  return [...held, ...(shiftKey ? ['Shift'] : []), name].join('+');
}
