/**
 * The text of a page out of its markup (lib/selection/page-markup): all of it, and the article in it as Firefox's
 * reader view finds it. Parsed in a document without a window: nothing in it runs, loads or is drawn. Must never hand
 * on markup, only text.
 */
import { Readability } from '@mozilla/readability';
import { passagesOf } from './passages.ts';

export interface PageTexts {
  /** Empty where the page has no article that can be told from the rest. */
  readonly article: readonly string[];
  readonly whole: readonly string[];
}

/** Less than this is a heading or a cookie banner. */
const MIN_ARTICLE_LENGTH = 250;
const MAX_ELEMENTS = 60_000;

const BLOCK =
  /^(?:address|article|aside|blockquote|body|dd|div|dl|dt|figcaption|figure|footer|h[1-6]|header|html|li|main|nav|ol|p|pre|section|table|tbody|td|th|thead|tr|ul|br)$/;

export function pageTexts(html: string, title: string): PageTexts {
  const parser = new DOMParser();
  const document = parser.parseFromString(html, 'text/html');
  const whole = passagesOf(paragraphsOf(document.body));
  document.title = title;
  return { whole, article: articleOf(document) };
}

/** Changes the document on its way. */
function articleOf(document: Document): string[] {
  if (document.getElementsByTagName('*').length > MAX_ELEMENTS) return [];
  const options = { serializer: (node: Node) => node, disableJSONLD: true };
  const content = new Readability<Node>(document, options).parse()?.content;
  const passages = content ? passagesOf(paragraphsOf(content)) : [];
  const length = passages.reduce((sum, passage) => sum + passage.length, 0);
  return length < MIN_ARTICLE_LENGTH ? [] : passages;
}

/** Text block by block; cells and list items are blocks too, which is enough to read by. */
function paragraphsOf(root: Node): string[] {
  const paragraphs: string[] = [];
  let line = '';
  const end = (): void => {
    const text = line.replace(/[ \t\r\f\n]+/g, ' ').trim();
    if (text !== '') paragraphs.push(text);
    line = '';
  };
  // In document order without recursion: down, else on, else up and on, with a line end at each block's edge.
  for (let node: Node | null = root; node !== null; node = next(node, root, end)) {
    if (isBlock(node)) end();
    if (node.nodeType === 3) line += node.nodeValue ?? '';
  }
  end();
  return paragraphs;
}

function next(node: Node, root: Node, leave: () => void): Node | null {
  if (node.firstChild !== null) return node.firstChild;
  for (let at: Node | null = node; at !== null && at !== root; at = at.parentNode) {
    if (isBlock(at)) leave();
    if (at.nextSibling !== null) return at.nextSibling;
  }
  return null;
}

function isBlock(node: Node): boolean {
  return BLOCK.test(node.nodeName.toLowerCase());
}
