/** On every screen while a development root is trusted: plainly, that no hardware protects this enclave. */
import { Notice } from '../ui/Notice.tsx';
import { useStrings } from '../ui/strings.ts';

export function DevelopmentBanner() {
  const { t } = useStrings();
  return (
    <Notice kind="development" testId="development-root">
      {t('development_banner')}
    </Notice>
  );
}
