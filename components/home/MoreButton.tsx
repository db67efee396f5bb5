/** The header's menu: a native popover, so that Escape, a click elsewhere and the keyboard close it as everywhere. */
import { useId, useRef, useState } from 'preact/hooks';
import { Button } from '../ui/Button.tsx';
import { useStrings } from '../ui/strings.ts';
import type { HomeDoor } from './door.ts';
import type { HomeMenu } from './HomeMenu.tsx';

export function MoreButton({ door }: { door: HomeDoor }) {
  const { t } = useStrings();
  const id = useId();
  const popover = useRef<HTMLDivElement>(null);
  const [Menu, setMenu] = useState<{ view: typeof HomeMenu }>();
  const [isOpen, setIsOpen] = useState(false);
  const toggle = (): void => {
    if (Menu === undefined) {
      void import('./HomeMenu.tsx').then(({ HomeMenu: view }) => setMenu({ view }));
    }
    popover.current?.togglePopover();
  };
  return (
    <>
      <Button
        kind="quiet"
        icon="more"
        label={t('more')}
        onClick={toggle}
        isExpanded={isOpen}
        controls={id}
        testId="more-open"
      />
      <div
        ref={popover}
        id={id}
        popover="auto"
        class="menu"
        onToggle={(event) => setIsOpen(event.newState === 'open')}
        data-testid="more"
      >
        {isOpen && Menu && <Menu.view door={door} onClose={() => popover.current?.hidePopover()} />}
      </div>
    </>
  );
}
