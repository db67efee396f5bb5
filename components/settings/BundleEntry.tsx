/** A login bundle, pasted or dropped as text or file. What is wrong with one is said without repeating it. */
import { useRef, useState } from 'preact/hooks';
import { TextArea } from '../ui/Field.tsx';
import { useStrings } from '../ui/strings.ts';
import { useDrop } from '../ui/use-drop.ts';
import type { BundleView } from './LoginPlaces.tsx';

/** Reads a bundle on this device; a code where it is none. */
export type ReadBundle = (
  text: string,
) => Promise<{ ok: true; bundle: BundleView } | { ok: false; code: string }>;

export interface BundleEntryProps {
  label: string;
  readBundle: ReadBundle;
  onRead: (read: { text: string; bundle: BundleView } | undefined) => void;
}

/** Bundles are some 3 kB; what is larger is refused by the reader, in words. */
const MAX_BYTES = 40_000;

/** Reads what is written or dropped, and says what it was last. */
function useBundle({ readBundle, onRead }: BundleEntryProps) {
  const [text, setText] = useState('');
  const [code, setCode] = useState<string>();
  const newest = useRef('');
  const take = (next: string): void => {
    setText(next);
    newest.current = next;
    onRead(undefined);
    setCode(undefined);
    if (next.trim() === '') return;
    void readBundle(next).then((read) => {
      // What was written since then counts, and is being read itself.
      if (newest.current !== next) return;
      if (read.ok) onRead({ text: next, bundle: read.bundle });
      else setCode(read.code);
    });
  };
  return { text, code, take };
}

export function BundleEntry(props: BundleEntryProps) {
  const { t, errorKey } = useStrings();
  const { text, code, take } = useBundle(props);
  const { isOver, handlers } = useDrop((dropped) => {
    const [file] = dropped.files;
    if (file === undefined) take(dropped.getData('text'));
    else void file.slice(0, MAX_BYTES).text().then(take);
  });
  return (
    <div
      class={isOver ? 'bundle-zone bundle-zone-over' : 'bundle-zone'}
      {...handlers}
      data-testid="account-drop"
    >
      <TextArea
        label={props.label}
        hint={t('account_bundle_hint')}
        problem={code === undefined ? undefined : t(errorKey(code))}
        value={text}
        rows={3}
        onChange={take}
        testId="account-bundle"
      />
    </div>
  );
}
