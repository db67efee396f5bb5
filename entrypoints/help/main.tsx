/** The help page. */
import { HelpPage } from '../../components/settings/HelpPage.tsx';
import '../../components/settings/settings.css';
import { mount } from '../page/mount.tsx';

mount(<HelpPage />);
