/** The sites with a selection button: allowed one by one in a click, given back in a click. Done at once, not on Save. */
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/Field.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useStrings } from '../ui/strings.ts';
import { Verdict } from '../ui/Verdict.tsx';
import { Section } from './Section.tsx';

export interface SiteRow {
  readonly site: string;
  readonly isGranted: boolean;
}

export interface SitesFormProps {
  sites: readonly SiteRow[];
  /** The site of what was typed; null for what is none. */
  siteOf: (words: string) => string | null;
  /** Called in the click itself: the browser asks the person at once. */
  onAllow: (site: string) => Promise<boolean>;
  onRemove: (site: string) => void;
}

export function SitesForm(props: SitesFormProps) {
  const { t } = useStrings();
  const { sites } = props;
  const [refused, setRefused] = useState<string | null>(null);
  const allow = (site: string): void => {
    setRefused(null);
    void props.onAllow(site).then(
      (isGranted) => setRefused(isGranted ? null : site),
      () => setRefused(site),
    );
  };
  return (
    <Section id="sites" about={t('sites_about')} testId="sites-form">
      {sites.length > 0 && (
        <ul class="site-rows">
          {sites.map((row) => (
            <Row key={row.site} row={row} onAllow={allow} onRemove={props.onRemove} />
          ))}
        </ul>
      )}
      <NewSite siteOf={props.siteOf} onAllow={allow} />
      {refused !== null && (
        <Notice kind="warning" testId="site-refused">
          {t('site_refused', refused)}
        </Notice>
      )}
    </Section>
  );
}

interface RowProps {
  row: SiteRow;
  onAllow: (site: string) => void;
  onRemove: (site: string) => void;
}

function Row({ row: { site, isGranted }, onAllow, onRemove }: RowProps) {
  const { t } = useStrings();
  return (
    <li class="site-row" data-testid="site-row" data-granted={isGranted}>
      <span class="site-name">
        {site}
        {!isGranted && <Verdict tone="warns" name={t('site_not_granted')} />}
      </span>
      {!isGranted && <Button onClick={() => onAllow(site)}>{t('site_allow_again')}</Button>}
      <Button
        kind="quiet"
        icon="trash"
        label={t('site_remove', site)}
        onClick={() => onRemove(site)}
        testId="site-row-remove"
      />
    </li>
  );
}

function NewSite({ siteOf, onAllow }: Pick<SitesFormProps, 'siteOf'> & Pick<RowProps, 'onAllow'>) {
  const { t } = useStrings();
  const [words, setWords] = useState('');
  const [isWrong, setIsWrong] = useState(false);
  const allow = (): void => {
    const site = siteOf(words);
    setIsWrong(site === null);
    if (site === null) return;
    setWords('');
    onAllow(site);
  };
  return (
    <div
      class="site-new"
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
        // Enter in this field is about the site, not about saving the page.
        event.preventDefault();
        allow();
      }}
    >
      <TextField
        label={t('site_new')}
        value={words}
        placeholder="https://example.org"
        problem={isWrong ? t('site_wrong') : undefined}
        onChange={(next) => {
          setWords(next);
          setIsWrong(false);
        }}
        testId="site-new"
      />
      <Button onClick={allow} isDisabled={words.trim() === ''} testId="site-new-allow">
        {t('site_allow')}
      </Button>
    </div>
  );
}
