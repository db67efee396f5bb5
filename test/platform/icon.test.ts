import { existsSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { iconPaths, setIcon, type IconPicture } from '../../lib/platform/icon.ts';
import messages from '../../public/_locales/en/messages.json' with { type: 'json' };

const { told } = vi.hoisted(() => ({ told: [] as unknown[] }));

vi.mock('../../lib/platform/browser.ts', () => ({
  browser: {
    action: {
      setIcon: async (details: unknown) => void told.push(details),
      setTitle: async (details: unknown) => void told.push(details),
    },
    i18n: { getMessage: (key: string) => key },
  },
}));

const PICTURES: IconPicture[] = ['plain', 'ready', 'busy', 'blocked', 'offline'];

describe('the toolbar button', () => {
  it('has a file for every picture and size', () => {
    const paths = PICTURES.flatMap((picture) => Object.values(iconPaths(picture)));
    expect(paths).toHaveLength(20);
    expect(paths.filter((path) => !existsSync(`public${path}`))).toEqual([]);
  });

  it('says in words what it shows', async () => {
    await setIcon('blocked');
    expect(told).toEqual([{ path: iconPaths('blocked') }, { title: 'icon_blocked' }]);
    for (const picture of PICTURES.filter((each) => each !== 'plain')) {
      expect(Object.keys(messages)).toContain(`icon_${picture}`);
    }
  });
});
