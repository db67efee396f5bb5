/** A block of code with its language and a copy button; it scrolls by itself, also by keyboard. */
import { useContext, useEffect, useState } from 'preact/hooks';
import { restored } from '../../lib/redaction/index.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { useStrings } from '../ui/strings.ts';
import { AnswerText, MarksContext } from './AnswerText.tsx';
import type { Coloured } from './code-colours.ts';

export function CodeBlock({ code, language }: { code: string; language: string }) {
  const { t } = useStrings();
  const marks = useContext(MarksContext);
  const colours = useColours(code, language);
  // Colours would cut a placeholder in pieces: code with something put back goes without.
  const pieces = restored(code, marks) === code ? colours : undefined;
  return (
    <div class="code-block">
      <div class="code-head">
        <span class="code-language">{language.slice(0, 24)}</span>
        <CopyButton text={() => restored(code, marks)} label={t('copy_code')} />
      </div>
      <pre tabIndex={0} dir="ltr">
        <code>{pieces ? <Pieces pieces={pieces} /> : <AnswerText text={code} />}</code>
      </pre>
    </div>
  );
}

/** Code that still grows is not coloured: it would be read anew at every beat. */
const SETTLED_MS = 120;

function useColours(code: string, language: string): readonly Coloured[] | undefined {
  const [coloured, setColoured] = useState<{ code: string; pieces: readonly Coloured[] }>();
  useEffect(() => {
    if (language === '') return undefined;
    let isGone = false;
    const timer = setTimeout(() => {
      void import('./code-colours.ts').then(
        ({ colouredCode }) => {
          const pieces = isGone ? undefined : colouredCode(code, language);
          if (pieces) setColoured({ code, pieces });
        },
        () => undefined,
      );
    }, SETTLED_MS);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [code, language]);
  return coloured?.code === code ? coloured.pieces : undefined;
}

function Pieces({ pieces }: { pieces: readonly Coloured[] }) {
  return (
    <>
      {pieces.map((piece, index) =>
        typeof piece === 'string' ? (
          <AnswerText key={index} text={piece} />
        ) : (
          <span key={index} class={`code-${piece.scope.split('.', 1)[0] ?? ''}`}>
            <Pieces pieces={piece.children} />
          </span>
        ),
      )}
    </>
  );
}
