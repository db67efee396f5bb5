/**
 * The page script that reads a whole page: put into it once, when the person asks for the page's text. It returns a
 * value and leaves nothing behind.
 */
import { readPage } from '../lib/selection/index.ts';
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';

export default defineUnlistedScript(() => readPage(document));
