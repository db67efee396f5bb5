/** Which build this is, how to compare it with its source, and whose work is inside. */
import { CopyButton } from '../ui/CopyButton.tsx';
import { Mark } from '../ui/Mark.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { useStrings } from '../ui/strings.ts';

export interface AboutPageProps {
  version: string;
  /** Of all files of this build, in hex; null while they are read; '' for a build without its list. */
  digest: string | null;
}

function Digest({ digest }: Pick<AboutPageProps, 'digest'>) {
  const { t } = useStrings();
  if (digest === null) return <Spinner words={t('about_reading')} />;
  if (digest === '') return <Notice kind="warning">{t('about_no_digest')}</Notice>;
  return (
    <p class="about-digest">
      <code data-testid="build-digest">{digest}</code>
      <CopyButton text={digest} label={t('about_copy_digest')} />
    </p>
  );
}

export function AboutPage({ version, digest }: AboutPageProps) {
  const { t } = useStrings();
  return (
    <main class="page about-page">
      <header class="page-header">
        <Mark size={32} />
        <h1>{t('about_title')}</h1>
      </header>
      <p class="about-version">{t('about_version', version)}</p>
      <section class="settings-section" aria-labelledby="about-build">
        <h2 id="about-build">{t('about_build')}</h2>
        <p>{t('about_build_means')}</p>
        <Digest digest={digest} />
        <p class="field-hint">{t('about_build_limits')}</p>
      </section>
      <section class="settings-section" aria-labelledby="about-licences">
        <h2 id="about-licences">{t('about_licences')}</h2>
        <p>
          {t('about_licences_means')} <a href="licences.txt">{t('about_licences_open')}</a>
        </p>
      </section>
    </main>
  );
}
