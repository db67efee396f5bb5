/** A root of one's own, for a stack on this machine. Says what it is, and is there only while the relay is this machine. */
import { useEffect, useState } from 'preact/hooks';
import { Hex } from '../proof/Measurement.tsx';
import { Button } from '../ui/Button.tsx';
import { Disclosure } from '../ui/Disclosure.tsx';
import { TextArea } from '../ui/Field.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useStrings } from '../ui/strings.ts';
import { fingerprint, readCertificateFile, readCertificateText } from './read-measurement.ts';

export interface DevelopmentRootFormProps {
  roots: readonly string[];
  isAllowed: boolean;
  onChange: (roots: string[]) => void;
}

export function DevelopmentRootForm({ roots, isAllowed, onChange }: DevelopmentRootFormProps) {
  const { t } = useStrings();
  const isShown = isAllowed || roots.length > 0;
  return (
    <section class="settings-section" aria-labelledby="settings-development">
      <h2 id="settings-development">{t('settings_development')}</h2>
      <p class="faint">{t('settings_development_about')}</p>
      {!isShown && <p class="empty">{t('development_needs_loopback')}</p>}
      {roots.length > 0 && !isAllowed && <Notice kind="warning">{t('development_must_go')}</Notice>}
      {roots.map((root) => (
        <div class="root-row" key={root}>
          <Fingerprint root={root} />
          <Button
            kind="danger"
            icon="trash"
            onClick={() => onChange(roots.filter((other) => other !== root))}
            testId="trust-root-remove"
          >
            {t('remove')}
          </Button>
        </div>
      ))}
      {isAllowed && (
        <Disclosure summary={t('development_add')} testId="trust-root-add">
          {() => <AddRoot onAdd={(root) => onChange([...new Set([...roots, root])])} />}
        </Disclosure>
      )}
    </section>
  );
}

/** What allowing a root means, with the root's own name: the same words wherever one comes from. */
export function RootConsent({ root, onAllow }: { root: string; onAllow: () => void }) {
  const { t } = useStrings();
  return (
    <>
      <Fingerprint root={root} />
      <Notice kind="warning">{t('root_means')}</Notice>
      <Button onClick={onAllow} testId="trust-root-allow">
        {t('root_allow')}
      </Button>
    </>
  );
}

function Fingerprint({ root }: { root: string }) {
  const { t } = useStrings();
  const [hex, setHex] = useState('');
  useEffect(() => {
    let isGone = false;
    void fingerprint(root).then((found) => {
      if (!isGone) setHex(found);
    });
    return () => {
      isGone = true;
    };
  }, [root]);
  return (
    <span>
      <span class="field-label">{t('root_fingerprint')}</span>
      <Hex hex={hex} />
    </span>
  );
}

function AddRoot({ onAdd }: { onAdd: (root: string) => void }) {
  const { t } = useStrings();
  const [text, setText] = useState('');
  const [isFileWrong, setIsFileWrong] = useState(false);
  const root = readCertificateText(text);
  const isWrong = (text !== '' && !root) || isFileWrong;
  const change = (next: string | undefined) => {
    setIsFileWrong(next === undefined);
    if (next !== undefined) setText(next);
  };
  return (
    <>
      <TextArea
        label={t('root_paste')}
        hint={t('root_paste_hint')}
        problem={isWrong ? t('root_paste_wrong') : undefined}
        value={text}
        onChange={change}
        testId="trust-root"
      />
      <RootFile onRead={change} />
      {root ? (
        <RootConsent root={root} onAllow={() => onAdd(root)} />
      ) : (
        <Button isDisabled testId="trust-root-allow">
          {t('root_allow')}
        </Button>
      )}
    </>
  );
}

/** Hands over the certificate in the chosen file, or undefined when there is none in it. */
function RootFile({ onRead }: { onRead: (root: string | undefined) => void }) {
  const { t } = useStrings();
  const read = async (file: File | undefined) => {
    if (file) onRead(readCertificateFile(new Uint8Array(await file.arrayBuffer())));
  };
  return (
    <label class="file-field">
      <span class="field-label">{t('root_file')}</span>
      <input
        type="file"
        accept=".pem,.der,.crt,.cer"
        onChange={(event) => void read(event.currentTarget.files?.[0])}
      />
    </label>
  );
}
