/** One stored proof in the list. Forgetting asks first, in place. */
import { useState } from 'preact/hooks';
import type { ProofSummary } from '../../lib/ask/index.ts';
import { Button } from '../ui/Button.tsx';
import { Chip } from '../ui/Chip.tsx';
import { useNow } from '../ui/clock.ts';
import { dateAndTime, relativeAge } from '../ui/format.ts';
import { useStrings } from '../ui/strings.ts';
import { VisibleText } from '../ui/VisibleText.tsx';
import { ForgetConfirm } from './ForgetConfirm.tsx';
import { ProofMarks } from './ProofMarks.tsx';
import { TurnOf } from './TurnOf.tsx';

export interface ProofRowProps {
  proof: ProofSummary;
  isOpen: boolean;
  onOpen: () => void;
  onForget: () => void;
  /** Where proofs can be ticked: whether this one is, and what a tick does (with Shift: from the last one to here). */
  isTicked?: boolean | undefined;
  onTick?: ((isRange: boolean) => void) | undefined;
}

export function ProofRow(props: ProofRowProps) {
  const { proof, isOpen, onOpen, onForget, onTick } = props;
  const { t } = useStrings();
  const [isAsking, setIsAsking] = useState(false);
  return (
    <li class={`proof-row${isOpen ? ' proof-row-open' : ''}${onTick ? ' proof-row-ticks' : ''}`}>
      <Tick {...props} />
      <button
        type="button"
        class="proof-item"
        onClick={onOpen}
        data-testid="proof-item"
        data-id={proof.id}
      >
        <Title proof={proof} />
        {proof.quotePreview && (
          <span class="proof-quote" dir="auto">
            <VisibleText text={proof.quotePreview} />
          </span>
        )}
        <ProofMeta proof={proof} />
      </button>
      <Button
        kind="quiet"
        icon="trash"
        label={t('proof_forget_named', proof.questionPreview)}
        onClick={() => setIsAsking(true)}
        testId="proof-forget"
      />
      {isAsking && <ForgetConfirm onForget={onForget} onCancel={() => setIsAsking(false)} />}
    </li>
  );
}

function Tick({ proof, isTicked, onTick }: ProofRowProps) {
  const { t } = useStrings();
  if (!onTick) return null;
  return (
    <input
      type="checkbox"
      class="proof-tick"
      aria-label={t('select_named', proof.questionPreview || t('proof_no_question'))}
      checked={isTicked ?? false}
      onClick={(event) => onTick(event.shiftKey)}
      data-testid="proof-tick"
      data-id={proof.id}
    />
  );
}

function Title({ proof }: Pick<ProofRowProps, 'proof'>) {
  const { t } = useStrings();
  return (
    <span class="proof-title">
      <span class="proof-question" dir="auto">
        <VisibleText
          text={
            proof.questionPreview || t(proof.imported ? 'imported_no_text' : 'proof_no_question')
          }
        />
      </span>
      {proof.isDevelopmentRoot && <Chip kind="development">{t('development')}</Chip>}
      {proof.imported && (
        <Chip>{t(proof.imported === 'whole' ? 'imported' : 'imported_hashes')}</Chip>
      )}
    </span>
  );
}

function ProofMeta({ proof }: { proof: ProofSummary }) {
  const { locale } = useStrings();
  const nowMs = useNow(60_000);
  return (
    <span class="proof-meta">
      <ProofMarks states={proof.states} isNamed={false} />
      <time
        dateTime={new Date(proof.createdAtMs).toISOString()}
        title={dateAndTime(locale, proof.createdAtMs)}
      >
        {relativeAge(locale, proof.createdAtMs, nowMs)}
      </time>
      {proof.host && <span class="proof-host">{proof.host}</span>}
      <TurnOf proof={proof} />
    </span>
  );
}
