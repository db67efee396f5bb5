/** A text in passages of a size that can be taken or left: paragraphs, long ones in pieces. Pure. */

const LONGEST = 1_000;
/** A heading without its paragraph says little. */
const SHORTEST = 60;

/** @param paragraphs In their order. */
export function passagesOf(paragraphs: readonly string[]): string[] {
  const passages: string[] = [];
  let held = '';
  for (const paragraph of paragraphs.flatMap(piecesOf)) {
    const joined = held === '' ? paragraph : `${held}\n${paragraph}`;
    if (joined.length < SHORTEST) held = joined;
    else {
      passages.push(joined);
      held = '';
    }
  }
  return held === '' ? passages : [...passages, held];
}

/** At the ends of sentences where there are some, else at a space, else anywhere. */
function piecesOf(paragraph: string): string[] {
  const pieces: string[] = [];
  let rest = paragraph.trim();
  while (rest.length > LONGEST) {
    const head = rest.slice(0, LONGEST);
    const end = Math.max(...[...head.matchAll(/[.!?…]["”’)]?\s|[。！？]/g)].map(endOf), 0);
    const at =
      end > LONGEST / 4 ? end : head.lastIndexOf(' ') > 0 ? head.lastIndexOf(' ') : LONGEST;
    pieces.push(rest.slice(0, at).trim());
    rest = rest.slice(at).trim();
  }
  return rest === '' ? pieces : [...pieces, rest];
}

function endOf(match: RegExpExecArray): number {
  return match.index + match[0].length;
}
