/** The door to the page of a quote, whose code comes when somebody goes through it. */
import type { PageDoor } from '../../components/ui/page-door.ts';

async function door(): Promise<PageDoor> {
  return (await import('./page-door.ts')).pageDoor;
}

export const lateDoor: PageDoor = {
  readPage: async (source, url) => (await door()).readPage(source, url),
  write: async (source, request) => (await door()).write(source, request),
  proofNote: async (id) => (await door()).proofNote(id),
};
