/** The welcome page. */
import { WelcomePage } from '../../components/settings/WelcomePage.tsx';
import '../../components/settings/settings.css';
import { boundShortcut, openPage } from '../../lib/platform/index.ts';
import { mount } from '../page/mount.tsx';

async function welcome(): Promise<void> {
  const shortcut = await boundShortcut();
  mount(<WelcomePage shortcut={shortcut} onOpenSettings={() => void openPage('options.html')} />);
}

void welcome();
