/** What is asked and answered on the tour: an answer with everything in it that is drawn in a way of its own. */

export const ANSWER = `The tower was **lifted whole** instead of being taken apart, because its mortar had become \
*harder than its stone*.

1. Iron beams went through the foundation, and eighty screw jacks under the beams.
2. Each man turned his jack a quarter at the beat of a drum, so that all of them rose together.

| jacks | turned at once | rise in a day |
| ----: | -------------: | ------------: |
|    80 |       a quarter |        a hand |

With a thread of $p$ the rise of one beat is $h = \\tfrac{1}{4}p$; in code:

\`\`\`python
def rise(thread_mm, beats):
    return beats * thread_mm / 4
\`\`\``;

export const QUESTION = 'Why did they not take it apart?';
export const FOLLOW_UP = 'And who paid for it?';
export const FOLLOWED = 'The town did: it cost **less than half** of a new tower.';

/** With values in it that should not leave. */
export const PRIVATE_QUESTION =
  'Draft a reply to Ada: call me on +44 7700 900123 or write to j.whitcombe@example.co.uk.';

export const SEVERAL = [
  'What did the captains say?',
  'How far is forty feet an hour?',
  'What happened to the harbour?',
  'Was her advice good?',
] as const;

export const PASSPHRASE = 'four stones on the quay';
