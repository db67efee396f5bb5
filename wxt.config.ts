/**
 * The builds: Chrome and Firefox from one tree. The "desk" builds for `npm start` and the end-to-end tests are copies
 * of these that also grant http://127.0.0.1/* (scripts/desk-build.ts). Each permission has its reason in
 * test/rules/built/manifest.test.ts.
 */
import { fileURLToPath } from 'node:url';
import preact from '@preact/preset-vite';
import { defineConfig, type UserManifest } from 'wxt';

/** Only files of our own: no inline code, no remote code, no remote image, no frame around or inside our pages. */
const PAGE_POLICY = [
  "script-src 'self'",
  "object-src 'none'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "media-src 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  // No connect-src: the relay's address is a person's setting, and the browser asks them before it may be reached.
].join('; ');

const FIREFOX: UserManifest = {
  browser_specific_settings: {
    gecko: {
      id: 'sotto@sotto.example',
      strict_min_version: '142.0',
      // What leaves on Send, sealed: highlighted text, and title and address of the page when left ticked.
      data_collection_permissions: { required: ['websiteContent', 'browsingActivity'] },
    },
  },
};

/** The worker is a build of its own, and the one part that goes without the polyfill: see lib/platform/native-api.ts. */
function nativeApiInWorker() {
  const native = fileURLToPath(new URL('lib/platform/native-api.ts', import.meta.url));
  let isWorker = false;
  return {
    name: 'native-api-in-worker',
    enforce: 'pre' as const,
    buildStart({ input }: { input?: unknown }) {
      isWorker = /background|selection-button/.test(JSON.stringify(input ?? ''));
    },
    resolveId: (id: string) => (isWorker && id === 'webextension-polyfill' ? native : null),
  };
}

/**
 * Each file costs a page a few milliseconds before it can begin: the app's first screen comes in one, which the other
 * pages share. What checks proofs is in the same folders as what the first screen needs and stays apart, divided by who
 * uses it. The files must never need each other in a circle (test/rules/built/files.test.ts).
 */
function fewFiles() {
  const groups = [
    {
      name: 'checks',
      test: /(?:@noble[\\/]hashes|lib[\\/](?:attestation|cbor|rsa|opengradient))[\\/](?!errors|index|login|network|provenance)/,
      includeDependenciesRecursively: false,
      entriesAware: true,
      priority: 1,
    },
    // The second is empty, and a file of its own otherwise.
    { name: 'app', test: /[\\/]page[\\/]home\.tsx$|wxt-html-plugins/ },
  ];
  // A file that is divided by its users is called after all of them.
  const nameOf = (name = ''): string => name.replace(/~.*$/, '');
  const output = {
    codeSplitting: { groups },
    chunkFileNames: ({ name }: { name: string }) => `chunks/${nameOf(name)}-[hash].js`,
    assetFileNames: ({ names }: { names: string[] }) =>
      `assets/${nameOf(names[0]).replace(/\.css$/, '')}-[hash].[ext]`,
  };
  return {
    name: 'few-files',
    config: ({ build }: { build?: { lib?: unknown } }) =>
      build?.lib ? {} : { build: { rolldownOptions: { output } } },
  };
}

export default defineConfig({
  imports: false,
  manifestVersion: 3,
  vite: () => ({
    plugins: [preact(), nativeApiInWorker(), fewFiles()],
    build: {
      sourcemap: false,
      // A page fetches all the files of its first screen at once instead of one import after the other; what is loaded
      // later comes as it is asked for.
      modulePreload: {
        polyfill: false,
        resolveDependencies: (_file, files, { hostType }) => (hostType === 'html' ? files : []),
      },
      // Nothing in lib does anything by being imported (house rule), so a page carries only what it calls.
      rolldownOptions: { treeshake: { moduleSideEffects: (id) => !/\/lib\/[a-z]/.test(id) } },
    },
  }),
  manifest: ({ browser }) => ({
    name: '__MSG_app_name__',
    description: '__MSG_app_description__',
    default_locale: 'en',
    permissions: [
      'activeTab',
      'alarms',
      'contextMenus',
      'declarativeNetRequestWithHostAccess',
      ...(browser === 'chrome' ? ['offscreen'] : []),
      'scripting',
      'storage',
    ],
    optional_permissions: ['notifications'],
    optional_host_permissions: ['https://*/*', 'http://127.0.0.1/*', 'http://localhost/*'],
    commands: {
      'ask-privately': {
        // Chromium keeps Alt+Shift+A to itself and binds nothing to it.
        suggested_key: { default: 'Alt+Shift+S', mac: 'MacCtrl+Shift+S' },
        description: '__MSG_command_ask__',
      },
      'quick-action-1': { description: '__MSG_command_quick_1__' },
      'quick-action-2': { description: '__MSG_command_quick_2__' },
      'quick-action-3': { description: '__MSG_command_quick_3__' },
      'quick-action-4': { description: '__MSG_command_quick_4__' },
    },
    content_security_policy: { extension_pages: PAGE_POLICY },
    ...(browser === 'firefox' ? FIREFOX : { minimum_chrome_version: '137' }),
  }),
});
