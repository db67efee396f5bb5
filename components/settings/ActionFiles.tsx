/** Quick actions as a file: out with one click, in after it was read and found fit. */
import { useState } from 'preact/hooks';
import {
  exportActions,
  importActions,
  type Action,
  type ActionSetting,
} from '../../lib/prompts/index.ts';
import { labelOf, promptOf } from '../ask/use-actions.ts';
import { Button } from '../ui/Button.tsx';
import { plural, useStrings } from '../ui/strings.ts';
import { FileButton } from './FileButton.tsx';
import { codeOfThrown } from './thrown.ts';

export interface ActionFilesProps {
  actions: readonly Action[];
  stored: readonly ActionSetting[];
  onChange: (actions: ActionSetting[]) => void;
  onSaveFile: (name: string, text: string) => void;
}

export function ActionFiles({ actions, stored, onChange, onSaveFile }: ActionFilesProps) {
  const strings = useStrings();
  const { t, errorKey } = strings;
  const [said, setSaid] = useState('');
  const read = (text: string) => {
    try {
      const taken = importActions(text, stored);
      onChange(taken.actions);
      setSaid(plural(strings, 'actions_taken', taken.added));
    } catch (thrown) {
      setSaid(t(errorKey(codeOfThrown(thrown))));
    }
  };
  const wordsOf = (action: Action) => ({ label: labelOf(action, t), prompt: promptOf(action, t) });
  return (
    <div class="file-row">
      <Button
        onClick={() => onSaveFile('sotto-quick-actions.json', exportActions(actions, wordsOf))}
        testId="actions-export"
      >
        {t('actions_export')}
      </Button>
      <FileButton words={t('actions_import')} onRead={read} testId="actions-import" />
      <span class="faint" role="status">
        {said}
      </span>
    </div>
  );
}
