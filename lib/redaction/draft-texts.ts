/** The texts of a draft that would leave: what was unticked is not among them, nor a page that nothing was taken of. */
import type { Texts } from './texts.ts';

/** What this needs to know of a draft (lib/ask/view.ts). */
export interface DraftTexts {
  readonly quote: string;
  readonly question: string;
  readonly title: string;
  readonly url: string;
  readonly includeTitle: boolean;
  readonly includeUrl: boolean;
  readonly page?: { readonly text: string };
}

export function textsOf(draft: DraftTexts): Texts {
  const { quote, question, title, url, includeTitle, includeUrl, page } = draft;
  const isAboutPage = quote !== '' || page !== undefined;
  return {
    quote,
    page: page?.text ?? '',
    question,
    title: isAboutPage && includeTitle ? title : '',
    url: isAboutPage && includeUrl ? url : '',
  };
}
