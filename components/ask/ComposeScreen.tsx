/** Before Send: the quote, the question, what goes along, what leaves. Nothing here has left the device. */
import type { Draft, EnclaveView } from '../../lib/ask/index.ts';
import type { AppState } from '../../lib/messages/index.ts';
import { chooseModel } from '../../lib/prompts/index.ts';
import type { AskCallbacks } from '../callbacks.ts';
import { CostEstimate } from '../cost/CostEstimate.tsx';
import { EnclaveTrouble } from '../proof/EnclaveTrouble.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { hostOf } from '../ui/format.ts';
import { useStrings } from '../ui/strings.ts';
import { AlsoSend } from './AlsoSend.tsx';
import { isAskable } from './drafts.ts';
import { HiddenChips } from './HiddenChips.tsx';
import { LeavesTrouble } from './LeavesTrouble.tsx';
import { KeepTick } from './KeepTick.tsx';
import { QuestionField, type QuestionFieldProps } from './QuestionField.tsx';
import { QuickActions } from './QuickActions.tsx';
import { QuoteBlock } from './QuoteBlock.tsx';
import { SendBar } from './SendBar.tsx';
import { useActions } from './use-actions.ts';
import { usePageWish } from './use-page-wish.ts';
import { useRedacted } from './use-redacted.ts';
import { WhatLeaves } from './WhatLeaves.tsx';

export interface ComposeScreenProps {
  state: AppState;
  on: AskCallbacks;
  onEnclave: () => void;
}

export function ComposeScreen({ state, on, onEnclave }: ComposeScreenProps) {
  const { draft, enclave, settings, leaves } = state;
  const model = chooseModel(enclave.models ?? [], draft.model, settings.model);
  const { change, isCurrent } = useRedacted(draft, settings.redaction, on.changeDraft);
  const { shown, choose, caret } = useActions(draft, settings, change);
  const wish = usePageWish(draft);
  const isWhole = isAskable(draft) && isCurrent && !wish.isOpen;
  const maySend = isReachable(enclave) && isWhole && !leaves?.error;
  const send = () => (maySend ? on.send(model?.id, leaves?.credits) : undefined);
  return (
    <>
      <div class="app-body">
        <EnclaveTrouble enclave={enclave} on={on} onEnclave={onEnclave} />
        <DraftQuote draft={draft} on={on} />
        {draft.quote && (
          <QuickActions actions={shown} chosenId={draft.actionId} onChoose={choose} />
        )}
        <FirstQuestion
          {...{ question: draft.question, caret, onSend: send }}
          onChange={(question) => change({ question })}
        />
        <AlsoSend {...{ draft, leaves, model, wish }} onChange={change}>
          {settings.keepHistory && <KeepTick draft={draft} onChange={change} />}
        </AlsoSend>
        <Leaving state={state} isCurrent={isCurrent} onChange={change} on={on} />
      </div>
      <SendBar
        model={model}
        models={enclave.models ?? []}
        isEnabled={maySend}
        credits={leaves?.credits}
        estimate={
          <CostEstimate model={model} leaves={leaves} enclave={enclave} settings={settings} />
        }
        onPick={(id) => change({ model: id })}
        onSend={send}
      />
    </>
  );
}

type FirstQuestionProps = Pick<QuestionFieldProps, 'question' | 'caret' | 'onChange' | 'onSend'>;

function FirstQuestion(props: FirstQuestionProps) {
  const { t } = useStrings();
  return (
    <div>
      <QuestionField
        {...props}
        {...{ label: t('question'), placeholder: t('question_placeholder') }}
        {...{ rows: 3, class: 'input question', testId: 'question' }}
      />
    </div>
  );
}

interface LeavingProps {
  state: AppState;
  isCurrent: boolean;
  onChange: AskCallbacks['changeDraft'];
  on: AskCallbacks;
}

/** What stays here, and what leaves. */
function Leaving({ state, isCurrent, onChange, on }: LeavingProps) {
  const { draft, enclave, leaves, settings } = state;
  const model = chooseModel(enclave.models ?? [], draft.model, settings.model);
  return (
    <>
      {isCurrent && draft.redaction && (
        <HiddenChips
          redaction={draft.redaction}
          onChange={(redaction) => onChange({ redaction })}
        />
      )}
      {leaves?.error && (
        <LeavesTrouble
          error={leaves.error}
          draft={draft}
          contextTokens={model?.contextTokens}
          onChange={onChange}
          onOpenSettings={on.openSettings}
        />
      )}
      {enclave.phase !== 'unset' && <WhatLeaves leaves={leaves} enclave={enclave} model={model} />}
    </>
  );
}

/** An enclave that is still being checked may be asked: the ask waits for the verdict. */
function isReachable({ phase }: EnclaveView): boolean {
  return phase === 'ready' || phase === 'checking';
}

function DraftQuote({ draft, on }: { draft: Draft; on: AskCallbacks }) {
  const { t } = useStrings();
  const { quote, problem, url, source } = draft;
  // A page that could not be read takes nothing away from a quote that is already here, and is still told.
  return (
    <>
      {problem && <ErrorNotice error={problem} onOpenSettings={on.openSettings} />}
      {quote && (
        <QuoteBlock
          quote={quote}
          source={url ? hostOf(url) : ''}
          isMenuText={source?.isMenuText === true}
          onForget={on.clearDraft}
        />
      )}
      {!quote && !problem && <p class="empty">{t('no_quote')}</p>}
    </>
  );
}
