/** A late part of the worker: the verdicts on enclave and answer. See lib/late. */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { provideLate } from '../lib/late/index.ts';
import { sottoChecks } from '../lib/networks/sotto/checks.ts';

export default defineUnlistedScript(() => provideLate({ checks: sottoChecks }));
