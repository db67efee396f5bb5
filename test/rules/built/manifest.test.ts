import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PERMISSION_WORDS } from '../../../components/settings/permission-words.ts';
import { recordAt, stringsAt } from '../../../scripts/json.ts';
import { ROOT } from '../source.ts';
import { built, readBuilt } from './builds.ts';

/** Each permission and why it is needed; one without a line here may not be asked for. */
const PERMISSIONS: Readonly<Record<string, string>> = {
  activeTab: 'read the selection of the one page on which the person called us',
  alarms: 'look later, at a random time, whether receipts have settled',
  contextMenus: 'the entry on a selection',
  declarativeNetRequestWithHostAccess: 'make all installations look alike to the relay',
  offscreen: 'host the aside, a web worker for slow checks, which a service worker may not start',
  scripting:
    'run the one script that reads a selection, under activeTab; and the selection button on granted sites',
  sidePanel: 'show the app in the side panel, on a gesture',
  storage: 'settings, and the draft across popup openings',
};

/** Permissions that one browser alone knows. */
const ONLY_IN: Readonly<Record<string, 'chrome' | 'firefox'>> = {
  offscreen: 'chrome',
  sidePanel: 'chrome',
};

/** The names in the first column of the table of permissions. */
function explained(): string[] {
  const text = readFileSync(join(ROOT, 'REVIEWING.md'), 'utf8');
  const table = /## Permissions\n([^#]*)/.exec(text)?.[1] ?? '';
  const cells = table.split('\n').flatMap((line) => /^\| (`[^|]*)\|/.exec(line)?.[1] ?? []);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
}

const BROWSERS = ['chrome', 'firefox'] as const;

describe.each(BROWSERS)('the %s product', (browser) => {
  const product = built(browser, 'product');
  const { manifest } = product;

  it('asks for exactly the permissions that have a reason', () => {
    // Firefox's event page starts the aside itself, and its sidebar needs no permission.
    const reasons = Object.keys(PERMISSIONS).filter(
      (name) => !(name in ONLY_IN) || ONLY_IN[name] === browser,
    );
    expect(stringsAt(manifest, 'permissions').sort()).toEqual(reasons.sort());
  });

  it('asks for nothing that the page for reviewers does not explain, and that explains nothing else', () => {
    const asked = ['permissions', 'optional_permissions', 'optional_host_permissions'].flatMap(
      (kind) => stringsAt(manifest, kind),
    );
    expect(
      explained()
        .filter((name) => !(name in ONLY_IN) || ONLY_IN[name] === browser)
        .sort(),
    ).toEqual(asked.sort());
  });

  it('asks for nothing that the help does not explain to a person', () => {
    const asked = ['permissions', 'optional_permissions', 'optional_host_permissions'].flatMap(
      (kind) => stringsAt(manifest, kind),
    );
    expect(asked.filter((name) => PERMISSION_WORDS[name] === undefined)).toEqual([]);
  });

  it('may reach no site until a relay is set', () => {
    expect(manifest['host_permissions'] ?? []).toEqual([]);
    expect(stringsAt(manifest, 'optional_host_permissions').sort()).toEqual([
      ...['http://127.0.0.1/*', 'http://localhost/*', 'https://*/*'],
    ]);
  });

  it('asks for notifications only once the person turns them on', () => {
    expect(manifest['optional_permissions']).toEqual(['notifications']);
  });

  it('cannot be seen by a page', () => {
    expect(manifest).not.toHaveProperty('web_accessible_resources');
    expect(manifest).not.toHaveProperty('content_scripts');
    expect(manifest).not.toHaveProperty('externally_connectable');
  });

  it('has its panel beside the page, which does not open by itself', () => {
    if (browser === 'chrome') {
      expect(manifest['side_panel']).toEqual({ default_path: 'sidepanel.html' });
    } else {
      expect(recordAt(manifest, 'sidebar_action')).toMatchObject({
        default_panel: 'sidepanel.html',
        open_at_install: false,
      });
    }
  });

  it('runs nothing that it did not bring', () => {
    const policy = JSON.stringify(manifest['content_security_policy'] ?? {});
    expect(policy).not.toMatch(/unsafe|https?:|\*|localhost/);
    const pages = product.files.filter((file) => file.endsWith('.html'));
    expect(pages.length).toBeGreaterThan(0);
    for (const page of pages)
      expect(readBuilt(product, page)).not.toMatch(/(?:src|href)=["'](?:https?:)?\/\//);
  });

  it('names its oldest browser', () => {
    const gecko = recordAt(recordAt(manifest, 'browser_specific_settings'), 'gecko');
    if (browser === 'chrome') {
      expect(manifest['minimum_chrome_version']).toBe('137');
      expect(manifest).not.toHaveProperty('browser_specific_settings');
    } else {
      expect(gecko['strict_min_version']).toBe('142.0');
      expect(gecko['data_collection_permissions']).toBeDefined();
    }
  });

  it('has the version of the package and manifest version 3', () => {
    expect(manifest['manifest_version']).toBe(3);
  });

  it('ships no source map and no test', () => {
    expect(product.files.filter((file) => /\.map$|test|fake/i.test(file))).toEqual([]);
  });
});

describe.each(BROWSERS)('the %s desk build', (browser) => {
  const product = built(browser, 'product');
  const desk = built(browser, 'desk');

  it('differs in granting 127.0.0.1 and in nothing else of the manifest', () => {
    const { host_permissions: granted, ...rest } = desk.manifest;
    const { host_permissions: none, ...productRest } = product.manifest;
    expect(granted).toEqual(['http://127.0.0.1/*']);
    expect(none ?? []).toEqual([]);
    expect(rest).toEqual(productRest);
  });

  it('is the product byte for byte otherwise', () => {
    expect(desk.files).toEqual(product.files);
    const others = product.files.filter((file) => file !== 'manifest.json');
    const different = others.filter((file) => readBuilt(desk, file) !== readBuilt(product, file));
    expect(different).toEqual([]);
  });
});
