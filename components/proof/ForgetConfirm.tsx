/** Asks before a proof is forgotten: question, answer and proof go together and do not come back. */
import { Confirm } from '../ui/Confirm.tsx';
import { useStrings } from '../ui/strings.ts';

export function ForgetConfirm(props: { onForget: () => void; onCancel: () => void }) {
  const { t } = useStrings();
  return (
    <Confirm
      question={t('proof_forget_sure')}
      act={t('forget')}
      onAct={props.onForget}
      onCancel={props.onCancel}
      testId="proof-forget-sure"
    />
  );
}
