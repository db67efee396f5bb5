/** A wait, with words. With reduced motion the dots stand still; the words carry the meaning anyway. */
export function Spinner({ words }: { words: string }) {
  return (
    <span class="spinner">
      <span class="spinner-dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {words}
    </span>
  );
}
