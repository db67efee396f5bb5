/** A region that grows while one reads. It never scrolls by itself; a button offers the way to the end. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useStrings } from './strings.ts';

export interface ScrollBodyProps {
  label: string;
  /** Changes whenever the content grows. */
  growth: number;
  /** The way to the end is offered only while there is one that moves. */
  isGrowing: boolean;
  children: ComponentChildren;
}

const NEAR_END_PX = 32;

export function ScrollBody({ label, growth, isGrowing, children }: ScrollBodyProps) {
  const { t } = useStrings();
  const body = useRef<HTMLDivElement>(null);
  const [isEndSeen, setIsEndSeen] = useState(true);
  const look = () => {
    const element = body.current;
    if (!element) return;
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    setIsEndSeen(below < NEAR_END_PX);
  };
  useEffect(look, [growth]);
  return (
    <div class="scroll-frame">
      <div
        class="app-body"
        ref={body}
        onScroll={look}
        tabIndex={0}
        role="region"
        aria-label={label}
      >
        {children}
      </div>
      {isGrowing && !isEndSeen && (
        <button
          type="button"
          class="to-end"
          onClick={() => body.current?.scrollTo({ top: body.current.scrollHeight })}
        >
          {t('to_end')}
        </button>
      )}
    </div>
  );
}
