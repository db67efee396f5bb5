/** A late part of the worker: the key agreement that stands against quantum computers too. See lib/late. */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { provideLate } from '../lib/late/index.ts';
import { HYBRID_KEM } from '../lib/ohttp/hybrid/index.ts';

export default defineUnlistedScript(() => provideLate({ hybrid: HYBRID_KEM }));
