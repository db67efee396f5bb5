/** The pages under test, each with something that a reader of selections must get right. */
import { ANYWHERE_PAGES } from './anywhere-pages.ts';
import type { Pages } from '../../../scripts/drive/page-server.ts';

export const QUOTE = 'The tower rose the height of a hand in a day without a crack.';

function page(body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Marrow Bay</title>${body}</html>`;
}

/** One page of text, written by hand so that no library is needed. */
function pdf(text: string): Uint8Array {
  const stream = `BT /F1 18 Tf 40 700 Td (${text}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  const body = objects.map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`).join('');
  return Buffer.from(`%PDF-1.4\n${body}trailer << /Root 1 0 R /Size 6 >>\n%%EOF\n`, 'latin1');
}

export const PAGES: Pages = {
  ...ANYWHERE_PAGES,
  '/': page(`<article><h1>Marrow Bay</h1><p id="quote">${QUOTE}</p></article>`),
  '/shadow': page(`<div id="host"></div><script>
    document.getElementById('host').attachShadow({ mode: 'open' }).innerHTML = '<p id="inner">${QUOTE}</p>';
  </script>`),
  '/field': page(`<textarea id="quote" rows="4" cols="60">${QUOTE}</textarea>`),
  '/hostile': page(`<style>
    html { font-size: 40px; opacity: 0.999; }
    * { transition: all 9s !important; }
    body ~ *, html > div, div[popover], :popover-open { display: none !important; opacity: 0.1 !important;
      transform: scale(9) !important; font-size: 90px !important; inset: 50% !important; filter: blur(9px) !important;
      pointer-events: none !important; clip-path: circle(1px) !important; zoom: 3 !important; }
    button { display: none !important; }
    </style><article><p id="quote" style="font-size: 16px">${QUOTE}</p></article>`),
  '/password': page('<input id="secret" type="password" value="hunter2hunter2">'),
  '/empty': page('<p>Nothing is selected here.</p>'),
  '/large': page(`<p id="quote">${'The sandbank shifted within two seasons. '.repeat(26_000)}</p>`),
  '/paper.pdf': { body: pdf(QUOTE), type: 'application/pdf' },
};
