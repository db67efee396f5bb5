/**
 * The page script: put into a page once, by a gesture, to read what is selected there. It returns a value and leaves
 * nothing behind.
 */
import { readFrame } from '../lib/selection/index.ts';
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';

export default defineUnlistedScript(() => readFrame(document));
