/** A formula: MathML once its part is loaded; until then, and where it cannot be read, what the model wrote. */
import { useMemo } from 'preact/hooks';
import { useLate } from './use-late.ts';
import { AnswerText } from './AnswerText.tsx';

export function Formula({ tex, isBlock }: { tex: string; isBlock: boolean }) {
  const late = useLate(() => import('./formula-nodes.ts'));
  const drawn = useMemo(() => late?.formulaNodes(tex, isBlock), [late, tex, isBlock]);
  const Tag = isBlock ? 'div' : 'span';
  return (
    <Tag class={isBlock ? 'formula formula-block' : 'formula'} dir="ltr">
      {drawn ?? (
        <code>
          <AnswerText text={tex} />
        </code>
      )}
    </Tag>
  );
}
