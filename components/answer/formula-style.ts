/** The few styles that formulas need, by name and by form: nothing that loads, covers, or leaves its place. */

const PROPERTIES: ReadonlySet<string> = new Set([
  ...[
    'color',
    'backgroundColor',
    'borderColor',
    'fontSize',
    'fontStyle',
    'fontWeight',
    'mathStyle',
    'mathDepth',
  ],
  ...[
    'padding',
    'paddingLeft',
    'paddingRight',
    'paddingTop',
    'paddingBottom',
    'textAlign',
    'verticalAlign',
  ],
  ...[
    'border',
    'borderTop',
    'borderBottom',
    'borderLeft',
    'borderRight',
    'width',
    'height',
    'mathShift',
  ],
]);
const WORDS =
  /^[a-z-]{1,20}$|^#[0-9a-fA-F]{3,8}$|^(?:-?\d{0,3}(?:\.\d{1,4})?(?:em|ex|pt|px|%)?[ ,]?){1,4}(?:(?:solid|dashed)(?: [a-z#0-9]{1,20})?)?$/;

export function styleOf(style: unknown): Record<string, string> {
  if (typeof style !== 'object' || style === null) return {};
  return Object.fromEntries(
    Object.entries(style).flatMap(([name, value]): [string, string][] => {
      const property = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
      const isPlain = typeof value === 'string' && WORDS.test(value);
      return PROPERTIES.has(property) && isPlain && !value.includes('(') ? [[property, value]] : [];
    }),
  );
}
