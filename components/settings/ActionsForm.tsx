/** The quick actions: their order, their words, which are shown, one's own; as a file in and out. */
import { useState } from 'preact/hooks';
import {
  arrangedActions,
  freeId,
  MAX_ACTIONS,
  MAX_LABEL,
  MAX_PROMPT,
  settingOf,
  type Action,
  type ActionSetting,
} from '../../lib/prompts/index.ts';
import { labelOf, promptOf } from '../ask/use-actions.ts';
import { Button } from '../ui/Button.tsx';
import { Disclosure } from '../ui/Disclosure.tsx';
import { TextArea, TextField } from '../ui/Field.tsx';
import { useStrings } from '../ui/strings.ts';
import { ActionFiles } from './ActionFiles.tsx';

export interface ActionsFormProps {
  actions: readonly ActionSetting[];
  onChange: (actions: ActionSetting[]) => void;
  onSaveFile: (name: string, text: string) => void;
}

export function ActionsForm({ actions: stored, onChange, onSaveFile }: ActionsFormProps) {
  const { t } = useStrings();
  const actions = arrangedActions(stored);
  const write = (next: readonly Action[]) => onChange(next.map(settingOf));
  const replace = (index: number, ...by: Action[]) => write(actions.toSpliced(index, 1, ...by));
  const move = (index: number, by: -1 | 1) => {
    const moved = actions[index];
    if (moved) write(actions.toSpliced(index, 1).toSpliced(index + by, 0, moved));
  };
  return (
    <section class="settings-section" aria-labelledby="settings-actions">
      <h2 id="settings-actions">{t('settings_actions')}</h2>
      <p class="faint">{t('settings_actions_about')}</p>
      <ol class="action-rows">
        {actions.map((action, index) => (
          <ActionRow
            key={action.id}
            action={action}
            isFirst={index === 0}
            isLast={index === actions.length - 1}
            onMove={(by) => move(index, by)}
            onChange={(next) => replace(index, next)}
            onRemove={() => replace(index)}
          />
        ))}
      </ol>
      {actions.length < MAX_ACTIONS && (
        <AddAction
          onAdd={(label, prompt) =>
            write([
              ...actions,
              { id: freeId(actions), isShipped: false, isHidden: false, label, prompt },
            ])
          }
        />
      )}
      <ActionFiles actions={actions} stored={stored} onChange={onChange} onSaveFile={onSaveFile} />
    </section>
  );
}

interface ActionRowProps {
  action: Action;
  isFirst: boolean;
  isLast: boolean;
  onMove: (by: -1 | 1) => void;
  onChange: (action: Action) => void;
  onRemove: () => void;
}

function ActionRow({ action, isFirst, isLast, onMove, onChange, onRemove }: ActionRowProps) {
  const { t } = useStrings();
  const label = labelOf(action, t);
  return (
    <li class="action-row" data-testid={`action-row-${action.id}`}>
      <Disclosure
        summary={
          <>
            {label} {action.isHidden && <span class="faint">{t('action_hidden')}</span>}
          </>
        }
      >
        {() => <ActionWords action={action} onChange={onChange} onRemove={onRemove} />}
      </Disclosure>
      <span class="bar-group">
        <Button
          kind="quiet"
          icon="up"
          label={t('action_up', label)}
          isDisabled={isFirst}
          onClick={() => onMove(-1)}
        />
        <Button
          kind="quiet"
          icon="down"
          label={t('action_down', label)}
          isDisabled={isLast}
          onClick={() => onMove(1)}
        />
      </span>
    </li>
  );
}

type ActionWordsProps = Pick<ActionRowProps, 'action' | 'onChange' | 'onRemove'>;

function ActionWords({ action, onChange, onRemove }: ActionWordsProps) {
  const { t } = useStrings();
  const { id } = action;
  return (
    <>
      <TextField
        label={t('action_label')}
        value={labelOf(action, t)}
        onChange={(label) => onChange({ ...action, label: label.slice(0, MAX_LABEL) })}
        testId={`action-label-${id}`}
      />
      <TextArea
        label={t('action_prompt')}
        hint={t('action_prompt_hint')}
        rows={3}
        value={promptOf(action, t)}
        onChange={(prompt) => onChange({ ...action, prompt: prompt.slice(0, MAX_PROMPT) })}
        testId={`action-prompt-${id}`}
      />
      <ActionActs action={action} onChange={onChange} onRemove={onRemove} />
    </>
  );
}

function ActionActs({ action, onChange, onRemove }: ActionWordsProps) {
  const { t } = useStrings();
  const { id, isShipped, isHidden } = action;
  const isChanged = action.label !== undefined || action.prompt !== undefined;
  return (
    <div class="bar-group">
      <Button onClick={() => onChange({ ...action, isHidden: !isHidden })}>
        {t(isHidden ? 'action_show' : 'action_hide')}
      </Button>
      {isShipped && isChanged && (
        <Button onClick={() => onChange(arrangedActions([{ id }])[0] ?? action)}>
          {t('action_as_shipped')}
        </Button>
      )}
      {!isShipped && (
        <Button kind="danger" icon="trash" onClick={onRemove}>
          {t('remove')}
        </Button>
      )}
    </div>
  );
}

function AddAction({ onAdd }: { onAdd: (label: string, prompt: string) => void }) {
  const { t } = useStrings();
  const [label, setLabel] = useState('');
  const [prompt, setPrompt] = useState('');
  const isWhole = label.trim() !== '' && prompt.trim() !== '';
  const add = () => {
    onAdd(label.trim().slice(0, MAX_LABEL), prompt.trim().slice(0, MAX_PROMPT));
    setLabel('');
    setPrompt('');
  };
  return (
    <Disclosure summary={t('action_add')} testId="action-add">
      {() => (
        <>
          <TextField
            label={t('action_label')}
            value={label}
            onChange={setLabel}
            testId="action-new-label"
          />
          <TextArea
            label={t('action_prompt')}
            hint={t('action_prompt_hint')}
            rows={3}
            value={prompt}
            onChange={setPrompt}
            testId="action-new-prompt"
          />
          <Button isDisabled={!isWhole} onClick={add} testId="action-new-add">
            {t('action_add')}
          </Button>
        </>
      )}
    </Disclosure>
  );
}
