/**
 * The page that `npm start` opens: something worth asking about. SOTTO_SAMPLE=FILE puts another text on
 * it, each block between blank lines a paragraph. The text is data: it is escaped, never markup.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../run-program.ts';

const MARKUP: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => MARKUP[character] ?? character);
}

export function sampleText(): string {
  const file = process.env['SOTTO_SAMPLE'];
  const chosen =
    file === undefined || file === '' ? join(ROOT, 'scripts', 'sample', 'text.txt') : file;
  const text = readFileSync(chosen, 'utf8').trim();
  if (text === '') throw new Error(`${chosen} is empty`);
  return text;
}

export function samplePage(text: string): string {
  const paragraphs = text
    .split(/\n\s*\n/)
    .map((block) => `<p>${escaped(block.trim())}</p>`)
    .join('\n');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sotto: a page to ask about</title>
<style>
  body { font: 18px/1.6 Georgia, 'Liberation Serif', serif; max-width: 38em; margin: 3em auto; padding: 0 1em; }
  aside { font: 15px/1.5 system-ui, sans-serif; border-left: 3px solid #888; padding-left: 1em; }
  @media (prefers-color-scheme: dark) { body { background: #1b1b1d; color: #e8e6e3; } }
</style>
<aside>
  <p>Select some of the text below. Then click the Sotto button in the toolbar, or right-click the
  selection and choose the Sotto entry.</p>
</aside>
<article>
${paragraphs}
</article>
</html>
`;
}
