/** The welcome page, opened once, when the extension is installed. */
import { WelcomePage } from '../../components/settings/WelcomePage.tsx';
import '../../components/settings/settings.css';
import { boundShortcut, openPage, openTab } from '../../lib/platform/index.ts';
import { mount } from '../page/mount.tsx';
import { useWorker } from '../page/use-worker.ts';

function Welcome({ shortcut }: { shortcut: string }) {
  const { view, send } = useWorker([{ type: 'app/open' }]);
  const ask = (quote: string): void => {
    send({ type: 'ask/show', id: null });
    send({ type: 'draft/change', draft: { quote } });
    void openTab();
  };
  return (
    <WelcomePage
      shortcut={shortcut}
      enclave={view.state?.enclave}
      onOpenSettings={() => void openPage('options.html')}
      onAsk={ask}
      onSkip={() => window.close()}
    />
  );
}

async function welcome(): Promise<void> {
  const shortcut = await boundShortcut();
  mount(<Welcome shortcut={shortcut} />);
}

void welcome();
