/** The sign of Sotto: a line, and a voice under it. The same shape as public/icon (scripts/gallery/icons.mjs). */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg class="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect x="3" y="5" width="26" height="4" rx="2" fill="currentColor" />
      <path
        d="M3 13h26c0 8-5.8 13-13 13-1.6 0-3.2-.2-4.6-.7L6 28.5l1.1-5.4C4.5 20.8 3 17.3 3 13z"
        fill="currentColor"
      />
    </svg>
  );
}
