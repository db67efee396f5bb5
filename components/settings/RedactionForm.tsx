/** What is hidden before a question is sealed: kinds of identifiers, and the person's own words. */
import { useEffect, useState } from 'preact/hooks';
import { KINDS } from '../../lib/redaction/index.ts';
import type { RedactionSettings } from '../../lib/settings/index.ts';
import { TextArea, Tick } from '../ui/Field.tsx';
import { useStrings } from '../ui/strings.ts';

export interface RedactionFormProps {
  redaction: RedactionSettings;
  onChange: (redaction: RedactionSettings) => void;
}

const MAX_WORDS = 200;
const MAX_WORD = 100;

export function RedactionForm({ redaction, onChange }: RedactionFormProps) {
  const { t } = useStrings();
  const { kinds, words } = redaction;
  return (
    <section class="settings-section" aria-labelledby="settings-redaction">
      <h2 id="settings-redaction">{t('settings_redaction')}</h2>
      <p class="faint">{t('settings_redaction_about')}</p>
      <div class="tick-columns">
        {KINDS.map((kind) => (
          <Tick
            key={kind}
            label={t(`redaction_${kind}`)}
            isTicked={kinds.includes(kind)}
            onChange={(isOn) =>
              onChange({
                words,
                kinds: KINDS.filter((one) => (one === kind ? isOn : kinds.includes(one))),
              })
            }
            testId={`redaction-${kind}`}
          />
        ))}
      </div>
      <OwnWords words={words} onChange={(next) => onChange({ kinds, words: next })} />
    </section>
  );
}

interface OwnWordsProps {
  words: string[];
  onChange: (words: string[]) => void;
}

function wordsOf(written: string): string[] {
  return written
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function OwnWords({ words, onChange }: OwnWordsProps) {
  const { t } = useStrings();
  const [written, setWritten] = useState(words.join('\n'));
  const stored = words.join('\n');
  // Settings that came from elsewhere win; the same words with an empty line being written do not.
  useEffect(() => {
    if (wordsOf(written).join('\n') !== stored) setWritten(stored);
  }, [stored]);
  const found = wordsOf(written);
  const isFit =
    found.length <= MAX_WORDS && found.every((word) => word.length > 1 && word.length <= MAX_WORD);
  return (
    <TextArea
      label={t('redaction_words')}
      hint={t('redaction_words_hint')}
      problem={isFit ? undefined : t('redaction_words_wrong')}
      value={written}
      rows={3}
      onChange={(next) => {
        setWritten(next);
        onChange(
          wordsOf(next)
            .slice(0, MAX_WORDS)
            .map((word) => word.slice(0, MAX_WORD)),
        );
      }}
      testId="redaction-words"
    />
  );
}
