/** What the header's menu holds: the other homes, the button on the site in front, keys and help. Loaded when opened. */
import { useEffect, useState } from 'preact/hooks';
import { Icon, type IconName } from '../ui/Icon.tsx';
import { useStrings } from '../ui/strings.ts';
import type { HomeDoor, SiteInFront } from './door.ts';

export interface HomeMenuProps {
  door: HomeDoor;
  onClose: () => void;
}

interface EntryProps {
  icon: IconName;
  words: string;
  hint?: string;
  onClick: () => void;
  testId: string;
}

function Entry({ icon, words, hint, onClick, testId }: EntryProps) {
  return (
    <li>
      <button type="button" class="menu-entry" onClick={onClick} data-testid={testId}>
        <Icon name={icon} />
        <span>
          {words}
          {hint && <span class="menu-hint">{hint}</span>}
        </span>
      </button>
    </li>
  );
}

function SiteEntry({ door, front }: { door: HomeDoor; front: SiteInFront }) {
  const { t } = useStrings();
  const { site, isOn } = front;
  const host = new URL(site).host;
  return isOn ? (
    <Entry
      icon="cross"
      words={t('site_button_remove', host)}
      onClick={() => door.removeSite(site)}
      testId="site-remove"
    />
  ) : (
    <Entry
      icon="pen"
      words={t('site_button_allow', host)}
      hint={t('site_button_allow_hint')}
      onClick={() => door.allowSite(site)}
      testId="site-allow"
    />
  );
}

export function HomeMenu({ door, onClose }: HomeMenuProps) {
  const { t } = useStrings();
  const [front, setFront] = useState<SiteInFront | null>(null);
  useEffect(() => {
    door.siteInFront().then(setFront, () => setFront(null));
  }, []);
  const { openSide, openTab } = door;
  return (
    <ul class="menu-entries" onClick={onClose}>
      {openSide && (
        <Entry icon="side" words={t('open_side')} onClick={openSide} testId="menu-side" />
      )}
      {openTab && <Entry icon="out" words={t('open_tab')} onClick={openTab} testId="menu-tab" />}
      {front && <SiteEntry door={door} front={front} />}
      <Entry icon="keys" words={t('keyboard')} onClick={door.openKeyboard} testId="menu-keyboard" />
      <Entry icon="info" words={t('help')} onClick={door.openHelp} testId="menu-help" />
    </ul>
  );
}
