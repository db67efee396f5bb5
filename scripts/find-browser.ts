/**
 * Finds a browser to drive, or fetches one. Order: the person's own choice, one fetched before, one
 * of the system, Debian's package, a download of Chrome for Testing; then an error that says what was tried.
 * A choice that does not work is an error: falling through would test another browser than asked for.
 */
import { execFileSync } from 'node:child_process';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  Browser,
  detectBrowserPlatform,
  getInstalledBrowsers,
  install,
  resolveBuildId,
} from '@puppeteer/browsers';
import { installPackages, isExecutable, mayInstallPackages, onPath } from './packages.ts';

export type BrowserName = 'chromium' | 'firefox';

interface Search {
  chosenBy: readonly string[];
  programs: readonly string[];
  places: readonly string[];
  packages: readonly string[];
  floor: number;
  advice: string;
}

const cacheDir = join(dirname(dirname(fileURLToPath(import.meta.url))), '.cache', 'browsers');

const WINDOWS_FOLDERS = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'];

function windowsPlaces(...tail: string[]): string[] {
  return WINDOWS_FOLDERS.flatMap((name) => {
    const folder = process.env[name];
    return folder === undefined ? [] : [join(folder, ...tail)];
  });
}

function macPlaces(app: string, program: string): string[] {
  return ['/Applications', join(homedir(), 'Applications')].map((folder) =>
    join(folder, `${app}.app`, 'Contents', 'MacOS', program),
  );
}

/** Chromium comes before branded Chrome, which loads unpacked extensions in fewer ways. */
const SEARCHES: Record<BrowserName, Search> = {
  chromium: {
    chosenBy: ['CHROME_PATH', 'PUPPETEER_EXECUTABLE_PATH'],
    programs: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
    places: [
      ...macPlaces('Chromium', 'Chromium'),
      ...macPlaces('Google Chrome', 'Google Chrome'),
      ...windowsPlaces('Chromium', 'Application', 'chrome.exe'),
      ...windowsPlaces('Google', 'Chrome', 'Application', 'chrome.exe'),
    ],
    packages: ['chromium', 'fonts-liberation'],
    floor: 137,
    advice: 'Install chromium (Debian: apt-get install chromium) or set CHROME_PATH.',
  },
  firefox: {
    chosenBy: ['FIREFOX_PATH'],
    programs: ['firefox-esr', 'firefox'],
    places: [
      ...macPlaces('Firefox', 'firefox'),
      ...windowsPlaces('Mozilla Firefox', 'firefox.exe'),
    ],
    packages: ['firefox-esr'],
    floor: 142,
    advice: 'Install Firefox (Debian: apt-get install firefox-esr) or set FIREFOX_PATH.',
  },
};

/** Asking a Windows browser for its version opens a window instead, so there it is taken on trust. */
function versionOf(file: string): number | undefined {
  if (process.platform === 'win32') return undefined;
  try {
    const text = execFileSync(file, ['--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Number(/(\d+)\./.exec(text)?.[1]);
  } catch {
    return Number.NaN;
  }
}

function isNewEnough(file: string, { floor }: Search): boolean {
  const version = versionOf(file);
  return version === undefined || version >= floor;
}

function chosen(search: Search): string | undefined {
  for (const name of search.chosenBy) {
    const file = process.env[name];
    if (file === undefined || file === '') continue;
    if (isExecutable(file)) return file;
    throw new Error(`${name} is set to ${file}, which is not an executable file`);
  }
  return undefined;
}

function ofSystem(search: Search): string | undefined {
  const found = search.programs.flatMap((program) => onPath(program) ?? []);
  return [...found, ...search.places.filter(isExecutable)].find((file) =>
    isNewEnough(file, search),
  );
}

async function fetchedBefore(): Promise<string | undefined> {
  const browsers = await getInstalledBrowsers({ cacheDir });
  return browsers.map((browser) => browser.executablePath).find(isExecutable);
}

async function fetchChrome(): Promise<string> {
  const platform = detectBrowserPlatform();
  if (platform === undefined) throw new Error('Chrome for Testing has no build for this machine');
  const buildId = await resolveBuildId(Browser.CHROME, platform, 'stable');
  process.stderr.write(`Fetching Chrome for Testing ${buildId} (about 150 MB, once)\n`);
  const browser = await install({ browser: Browser.CHROME, buildId, cacheDir });
  return browser.executablePath;
}

function failure(name: BrowserName, tried: readonly string[]): Error {
  return new Error(`No ${name} found. Tried: ${tried.join('; ')}.\n${SEARCHES[name].advice}`);
}

export async function findBrowser(name: BrowserName): Promise<string> {
  const search = SEARCHES[name];
  const known =
    chosen(search) ?? (name === 'chromium' ? await fetchedBefore() : undefined) ?? ofSystem(search);
  if (known !== undefined) return known;

  const tried = [`${search.programs.join(', ')} (${search.floor} or newer) on this machine`];
  if (mayInstallPackages()) {
    installPackages(search.packages);
    const installed = ofSystem(search);
    if (installed !== undefined) return installed;
    tried.push(`apt-get install ${search.packages.join(' ')}`);
  }
  if (name === 'firefox') throw failure(name, tried);
  try {
    return await fetchChrome();
  } catch (error) {
    throw failure(name, [...tried, `a download of Chrome for Testing (${String(error)})`]);
  }
}
