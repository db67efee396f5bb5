/** The popup. */
import { mountApp } from '../page/home.tsx';

mountApp('popup');
