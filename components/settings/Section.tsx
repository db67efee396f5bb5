/** One part of the settings page: a heading that the list of parts leads to, a sentence, and what can be set. */
import type { ComponentChildren } from 'preact';
import { useStrings } from '../ui/strings.ts';

export interface SectionProps {
  /** Its heading is the string `settings_ID`. */
  id: string;
  about?: string;
  children: ComponentChildren;
  testId?: string;
}

export function Section({ id, about, children, testId }: SectionProps) {
  const { t } = useStrings();
  return (
    <section class="settings-section" aria-labelledby={`settings-${id}`} data-testid={testId}>
      <h2 id={`settings-${id}`}>{t(`settings_${id}`)}</h2>
      {about && <p class="faint">{about}</p>}
      {children}
    </section>
  );
}
