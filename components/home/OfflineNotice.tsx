/** Says that the device has no network, and looks for the enclave again by itself when it is back. */
import { useEffect, useState } from 'preact/hooks';
import { Notice } from '../ui/Notice.tsx';
import { useStrings } from '../ui/strings.ts';

export interface OfflineNoticeProps {
  /** The network is back. */
  onBack: () => void;
}

export function OfflineNotice({ onBack }: OfflineNoticeProps) {
  const { t } = useStrings();
  const [isOffline, setIsOffline] = useState(!navigator.onLine);
  useEffect(() => {
    const onOffline = (): void => setIsOffline(true);
    const onOnline = (): void => {
      setIsOffline(false);
      onBack();
    };
    addEventListener('offline', onOffline);
    addEventListener('online', onOnline);
    return () => {
      removeEventListener('offline', onOffline);
      removeEventListener('online', onOnline);
    };
  }, []);
  return (
    <div role="status" class="offline">
      {isOffline && (
        <Notice kind="warning" testId="offline">
          {t('offline_notice')}
        </Notice>
      )}
    </div>
  );
}
