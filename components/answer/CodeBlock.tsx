/** A block of code with its language and a copy button; it scrolls by itself, also by keyboard. */
import { CopyButton } from '../ui/CopyButton.tsx';
import { useStrings } from '../ui/strings.ts';
import { VisibleText } from '../ui/VisibleText.tsx';

export function CodeBlock({ code, language }: { code: string; language: string }) {
  const { t } = useStrings();
  return (
    <div class="code-block">
      <div class="code-head">
        <span class="code-language">{language.slice(0, 24)}</span>
        <CopyButton text={code} label={t('copy_code')} />
      </div>
      <pre tabIndex={0} dir="ltr">
        <code>
          <VisibleText text={code} />
        </code>
      </pre>
    </div>
  );
}
