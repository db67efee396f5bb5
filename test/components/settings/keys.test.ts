import { describe, expect, it } from 'vitest';
import { keyOf } from '../../../components/settings/key-of.ts';

const bare = { ctrlKey: false, altKey: false, metaKey: false, shiftKey: false };

describe('a pressed key', () => {
  it.each([
    [{ code: 'KeyK', altKey: true }, 'Alt+K'],
    [{ code: 'Digit3', ctrlKey: true, shiftKey: true }, 'Ctrl+Shift+3'],
    [{ code: 'F8' }, 'F8'],
    [{ code: 'F12', shiftKey: true }, 'Shift+F12'],
    [{ code: 'ArrowLeft', metaKey: true }, 'Command+Left'],
    [{ code: 'Comma', altKey: true }, 'Alt+Comma'],
  ])('%o is %s', (pressed, key) => {
    expect(keyOf({ ...bare, ...pressed })).toBe(key);
  });

  it.each([
    { code: 'KeyK' },
    { code: 'KeyK', shiftKey: true },
    { code: 'AltLeft', altKey: true },
    { code: 'Quote', altKey: true },
    { code: 'KeyK', ctrlKey: true, altKey: true },
    { code: '' },
  ])('%o cannot be bound', (pressed) => {
    expect(keyOf({ ...bare, ...pressed })).toBeNull();
  });
});
