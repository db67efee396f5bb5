/**
 * The button's element: one anonymous box with a closed shadow root, drawn by inline styles alone, so that neither the
 * page's style sheets nor its content policy reach inside, and no file of ours has to be open to the page. It stands in
 * the browser's top layer. Must never hold a word of what is selected.
 */

export interface Words {
  readonly ask: string;
  readonly more: string;
  readonly hide: string;
  readonly notHere: string;
  /** The extension was replaced while this page was open. */
  readonly updated: string;
  readonly direction: string;
}

export interface Pill {
  readonly host: HTMLElement;
  readonly root: ShadowRoot;
  readonly box: HTMLElement;
  readonly ask: HTMLButtonElement;
  readonly more: HTMLButtonElement;
  readonly menu: HTMLElement;
  readonly hide: HTMLButtonElement;
  readonly notHere: HTMLButtonElement;
  readonly said: HTMLElement;
}

type Style = Readonly<Record<string, string>>;

const INKS = {
  light: { paper: '#ffffff', ink: '#1b2022', line: '#858d90', accent: '#125e6b' },
  dark: { paper: '#1e2223', ink: '#e6e9e8', line: '#7d878a', accent: '#7fcbd6' },
} as const;

/** What a page may not change: important, inline, and above every layer of its own. */
const HOST: Style = {
  all: 'initial',
  display: 'block',
  position: 'fixed',
  inset: 'auto',
  margin: '0',
  padding: '0',
  border: '0',
  width: 'max-content',
  height: 'max-content',
  overflow: 'visible',
  background: 'transparent',
  'z-index': '2147483647',
  'pointer-events': 'auto',
};

const COLUMN: Style = {
  display: 'flex',
  'flex-direction': 'column',
  gap: '2px',
  padding: '3px',
  'border-radius': '18px',
  font: '500 13px/1.3 system-ui, sans-serif',
  'box-shadow': '0 2px 8px rgb(0 0 0 / 25%)',
  cursor: 'grab',
  'touch-action': 'none',
  'user-select': 'none',
  '-webkit-user-select': 'none',
};

const ROW: Style = { display: 'flex', 'align-items': 'center', gap: '2px' };

const BUTTON: Style = {
  display: 'flex',
  'align-items': 'center',
  gap: '6px',
  'min-height': '28px',
  'min-width': '28px',
  margin: '0',
  padding: '2px 9px',
  border: '0',
  'border-radius': '14px',
  background: 'none',
  color: 'inherit',
  font: 'inherit',
  'text-align': 'start',
  cursor: 'pointer',
};

export function setStyle(element: HTMLElement | SVGElement, style: Style): void {
  for (const [name, value] of Object.entries(style)) {
    element.style.setProperty(name, value, 'important');
  }
}

/** The product's own sign: a line, and a voice under it. */
function sign(document: Document, colour: string): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  for (const [name, value] of [
    ['width', '16'],
    ['height', '16'],
    ['viewBox', '0 0 32 32'],
    ['aria-hidden', 'true'],
  ] as const) {
    svg.setAttribute(name, value);
  }
  path.setAttribute(
    'd',
    'M6 6h20v4H6zM6 14h20c0 6-4.4 10-10 10-1 0-2-.1-3-.4L8 27l.8-5C7 20 6 17.4 6 14z',
  );
  path.setAttribute('fill', colour);
  svg.append(path);
  return svg;
}

function button(document: Document, words: string): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = words;
  setStyle(made, BUTTON);
  return made;
}

function hidden(document: Document, style: Style): HTMLElement {
  const made = document.createElement('div');
  setStyle(made, { ...style, display: 'none' });
  return made;
}

export function makePill(document: Document, words: Words, isDark: boolean): Pill {
  const inks = INKS[isDark ? 'dark' : 'light'];
  const host = document.createElement('div');
  host.popover = 'manual';
  setStyle(host, { ...HOST, direction: words.direction === 'rtl' ? 'rtl' : 'ltr' });
  const root = host.attachShadow({ mode: 'closed' });
  const box = document.createElement('div');
  setStyle(box, {
    ...COLUMN,
    background: inks.paper,
    color: inks.ink,
    border: `1px solid ${inks.line}`,
  });
  const row = document.createElement('div');
  setStyle(row, ROW);
  const ask = button(document, words.ask);
  ask.prepend(sign(document, inks.accent));
  const more = button(document, '⋮');
  more.setAttribute('aria-label', words.more);
  more.setAttribute('aria-expanded', 'false');
  setStyle(more, { 'justify-content': 'center', padding: '2px' });
  row.append(ask, more);
  const menu = hidden(document, { 'flex-direction': 'column' });
  const [hide, notHere] = [button(document, words.hide), button(document, words.notHere)];
  menu.append(hide, notHere);
  const said = hidden(document, { 'max-width': '240px', padding: '4px 9px 6px' });
  said.setAttribute('role', 'alert');
  box.append(row, menu, said);
  root.append(box);
  return { host, root, box, ask, more, menu, hide, notHere, said };
}
