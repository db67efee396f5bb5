/** The browser's side: takes the figures in a dedicated worker and posts them. */
import { takeFigures, type Effort } from './figures.ts';

declare const self: {
  onmessage: ((event: { data: Effort }) => void) | null;
  postMessage(message: unknown): void;
};

self.onmessage = ({ data }) => {
  takeFigures(data).then(
    (figures) => self.postMessage({ figures }),
    (error: unknown) => self.postMessage({ error: String(error) }),
  );
};
