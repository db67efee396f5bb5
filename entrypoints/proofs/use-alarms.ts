/** The alarms at length, read anew whenever the worker tells of another, and their evidence as a file. */
import { useEffect } from 'preact/hooks';
import type { AlarmPanelProps } from '../../components/proof/AlarmPanel.tsx';
import { saveFile } from '../page/save-file.ts';
import type { Worker } from '../page/use-worker.ts';

export function useAlarms({ view, send }: Worker): Pick<AlarmPanelProps, 'alarms' | 'onExport'> {
  const told = (view.state?.alarms ?? []).map(({ id, isOver }) => `${id} ${String(isOver)}`);
  useEffect(() => send({ type: 'alarms/list' }), [told.join('\n'), view.changes]);
  return {
    alarms: view.alarms,
    onExport: (file) => saveFile('sotto-log-contradiction.json', [file]),
  };
}
