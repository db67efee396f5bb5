/** The proofs page with everything on it that can be said of many proofs. */
import type { ComponentChild } from 'preact';
import type { ProofCallbacks } from '../../components/callbacks.ts';
import type { ProofPage } from '../../components/proof/ProofList.tsx';
import { ProofsPage } from '../../components/proof/ProofsPage.tsx';
import type { ProofDetail } from '../../lib/ask/index.ts';
import { ALARMS } from '../../test/fakes/alarms.ts';
import { library, TAKEN_IN } from '../../test/fakes/library.ts';
import { proofSummary, STATES } from '../../test/fakes/views.ts';

/** The first of 42 proofs; one of them has states that are not all good. */
export const someProofs: ProofPage = {
  search: '',
  total: 42,
  found: 42,
  isMore: false,
  items: Array.from({ length: 12 }, (_, index) =>
    proofSummary(
      index,
      index === 2
        ? {
            isDevelopmentRoot: true,
            states: {
              ...STATES,
              receipt: 'missing',
              answered: 'truncated',
              settlement: 'not-watched',
            },
          }
        : {},
    ),
  ),
};

export function proofsPage(
  list: ProofPage,
  proof: ProofDetail,
  on: ProofCallbacks,
): ComponentChild {
  return <ProofsPage page={list} proof={proof} problem={null} isDevelopment={false} on={on} />;
}

export function libraryScene(list: ProofPage, on: ProofCallbacks): ComponentChild {
  const storage = {
    usedBytes: 4_200_000,
    leftBytes: 8_000_000,
    isPersistent: false,
    lostEntries: 2,
  };
  const items = [proofSummary(7, { imported: 'whole' }), ...list.items];
  return (
    <ProofsPage
      page={{ ...list, items }}
      proof={null}
      problem={null}
      isDevelopment={false}
      library={library({ storage, imported: TAKEN_IN, toForget: 12 }).library}
      on={on}
    />
  );
}

export function alarmsScene(list: ProofPage, on: ProofCallbacks): ComponentChild {
  return (
    <ProofsPage
      page={list}
      proof={null}
      problem={null}
      isDevelopment={false}
      library={library().library}
      alarms={{ alarms: ALARMS, onExport: () => undefined }}
      on={on}
    />
  );
}
