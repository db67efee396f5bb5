/** Text from outside, with its hidden characters made visible. Never HTML: every piece is a text node. */
import { visiblePieces } from './visible-text.ts';

export function VisibleText({ text }: { text: string }) {
  return (
    <>
      {visiblePieces(text).map((piece, index) =>
        piece.kind === 'text' ? (
          piece.text
        ) : (
          <span class="hidden-mark" key={index}>
            {piece.code}
            {piece.count > 1 ? ` ×${piece.count}` : ''}
          </span>
        ),
      )}
    </>
  );
}
