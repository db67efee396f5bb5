/** The app in a tab of its own. */
import { mountApp } from '../page/home.tsx';

mountApp('tab');
