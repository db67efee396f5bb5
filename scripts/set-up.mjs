/**
 * Makes node_modules what package-lock.json says, and does nothing when it is already so.
 * Plain Node: it runs on a machine that has nothing but Node and npm, before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const OLDEST_NODE = [20, 19];

/**
 * npm keeps its own record of what it installed, so a hand-made `npm ci` counts as well as ours.
 * Optional packages may be absent: they are for other platforms.
 * @param {Record<string, {version?: string, integrity?: string, optional?: boolean, devOptional?: boolean}>} wanted
 * @param {Record<string, {version?: string, integrity?: string}>} installed
 */
export function isUpToDate(wanted, installed) {
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    if (found === undefined) return entry.optional === true || entry.devOptional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/** @param {string} file */
function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}

/** @param {string} root */
function isInstalled(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  return isUpToDate(packagesOf(join(root, 'package-lock.json')), packagesOf(record));
}

/** @param {string} version */
export function isNodeNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
}

/** npm's own output goes to standard error, so that a command's answer stays alone on standard output. */
export function setUp(root) {
  if (!isNodeNewEnough(process.versions.node)) {
    throw new Error(
      `Node ${OLDEST_NODE.join('.')} or newer is needed; this is ${process.versions.node}`,
    );
  }
  if (isInstalled(root)) return;
  process.stderr.write('Installing dependencies (npm ci)\n');
  const npm = process.env.npm_execpath;
  // Development tools are needed whatever NODE_ENV or npm's own settings say.
  const ci = ['ci', '--include=dev'];
  const [command, args] = npm?.endsWith('.js') ? [process.execPath, [npm, ...ci]] : ['npm', ci];
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (error !== undefined) throw new Error(`npm could not be started: ${error.message}`);
  if (status !== 0) throw new Error(`npm ci failed with status ${status}; its messages are above`);
}
