/**
 * A screen whose code is loaded when it is first shown, or before that while the person reads the first one. Once it is
 * there it is drawn at once, like any other. Must never show half a screen: until its code is there it is empty.
 */
import { h, type ComponentChild, type FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ErrorNotice } from './ErrorNotice.tsx';

export interface LateScreen<Props> {
  (props: Props): ComponentChild;
  /** Loads it ahead; resolves when it would be drawn at once. */
  load: () => Promise<void>;
}

export function lateScreen<Props extends object>(
  fetchScreen: () => Promise<FunctionComponent<Props>>,
): LateScreen<Props> {
  let screen: FunctionComponent<Props> | undefined;
  let fetching: Promise<FunctionComponent<Props>> | undefined;
  const load = async (): Promise<void> => {
    if (screen !== undefined) return;
    fetching ??= fetchScreen().finally(() => (fetching = undefined));
    screen = await fetching;
  };
  function Late(props: Props): ComponentChild {
    const [isMissing, setMissing] = useState(false);
    const [, setThere] = useState(screen !== undefined);
    useEffect(() => {
      load().then(
        () => setThere(true),
        () => setMissing(true),
      );
    }, []);
    if (screen !== undefined) return h(screen, props);
    return isMissing && <ErrorNotice error={{ code: 'late-part-missing', advice: 'retry' }} />;
  }
  return Object.assign(Late, { load });
}
