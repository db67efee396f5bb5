/** Line icons on a 16-unit grid, drawn here so that nothing is fetched. Always beside or instead of a named control. */

const PATHS = {
  check: 'M3.5 8.5l3 3 6-7',
  cross: 'M4 4l8 8M12 4l-8 8',
  pending: 'M8 2.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 0 1 0-11',
  dash: 'M4 8h8',
  warning: 'M8 2.5l6 11H2zM8 6.5v3.5M8 11.8v.2',
  info: 'M8 2.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 0 1 0-11M8 7.5v3.5M8 5v.2',
  chevron: 'M6 4l4 4-4 4',
  back: 'M10 4L6 8l4 4',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  send: 'M8 13V3M4 7l4-4 4 4',
  stop: 'M4.5 4.5h7v7h-7z',
  list: 'M2.5 4h11M2.5 8h11M2.5 12h7',
  gear: 'M2.5 5h6M12.5 5h1M10.5 3v4M2.5 11h1M7.5 11h6M5.5 9v4',
  again: 'M13 8a5 5 0 1 1-1.6-3.7M13 2.5v3h-3',
  trash: 'M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9',
  search: 'M7 2.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 0 1 0-9M10.5 10.5l3 3',
  out: 'M6 3.5H3v9.5h9.5v-3M9 2.5h4.5V7M13.5 2.5L7.5 8.5',
  up: 'M8 13V3M4 7l4-4 4 4',
  down: 'M8 3v10M4 9l4 4 4-4',
  more: 'M8 3.5v.2M8 8v.2M8 12.5v.2',
  side: 'M2.5 3h11v10h-11zM9.5 3v10',
  keys: 'M2 4.5h12v7H2zM4.5 7v.2M7 7v.2M9.5 7v.2M12 7v.2M5.5 9.3h5',
  device: 'M3 3.5h10v7H3zM1.5 13h13',
  relay: 'M2.5 6h10L10 3.5M13.5 10h-10L6 12.5',
  enclave: 'M3.5 7.5h9v6h-9zM5.5 7.5v-2a2.5 2.5 0 0 1 5 0v2',
  clock: 'M8 2.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 0 1 0-11M8 5v3.2l2.2 1.3',
  plus: 'M8 3.5v9M3.5 8h9',
  pen: 'M3 13l.6-2.8L10.8 3l2.2 2.2-7.2 7.2z',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      class={`icon icon-${name}`}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.6"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
