/** A late part of the worker: the OpenGradient network, for who chose it. See lib/late. */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { provideLate } from '../lib/late/index.ts';
import { opengradientPart } from '../lib/networks/opengradient/index.ts';

export default defineUnlistedScript(() => provideLate({ opengradient: opengradientPart }));
