/** What stands around the settings: the page's name, a list of its parts as they are drawn, and the way to what it is. */
import { useEffect, useState } from 'preact/hooks';
import { Mark } from '../ui/Mark.tsx';
import { useStrings } from '../ui/strings.ts';

export function PageHeader() {
  const { t } = useStrings();
  return (
    <header class="page-header">
      <Mark size={24} />
      <h1>{t('settings')}</h1>
    </header>
  );
}

interface Part {
  readonly id: string;
  readonly name: string;
}

/** Read from the headings that are there, so that no part can be missing from the list. */
export function PageParts() {
  const { t } = useStrings();
  const [parts, setParts] = useState<readonly Part[]>([]);
  useEffect(() => {
    const headings = [...document.querySelectorAll('.settings-section > h2[id]')];
    const found = headings.map(({ id, textContent }) => ({ id, name: textContent ?? '' }));
    if (JSON.stringify(found) !== JSON.stringify(parts)) setParts(found);
  });
  return (
    <nav class="settings-parts" aria-label={t('settings_parts')}>
      <ul>
        {parts.map(({ id, name }) => (
          <li key={id}>
            <a href={`#${id}`}>{name}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

export function PageFooter() {
  const { t } = useStrings();
  return (
    <footer class="page-footer">
      <a href="help.html">{t('help')}</a>
      <a href="about.html">{t('about_open')}</a>
    </footer>
  );
}
