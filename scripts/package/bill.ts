/**
 * The software bill of materials of the product, CycloneDX 1.5: what npm tells of the dependencies, without the time and
 * the number that it makes up each time, so that two packagings can be compared.
 */
import { spawnSync } from 'node:child_process';
import { isRecord } from '../json.ts';

export function billOfMaterials(root: string): string {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--omit', 'optional'];
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status, stdout } = spawnSync(npm, [...args, '--package-lock-only'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  if (status !== 0) throw new Error('npm sbom failed');
  const bill: unknown = JSON.parse(stdout);
  if (!isRecord(bill) || !isRecord(bill['metadata'])) throw new Error('npm sbom told no bill');
  const { timestamp: _time, tools: _tools, component, ...metadata } = bill['metadata'];
  const { serialNumber: _number, ...rest } = bill;
  const own = isRecord(component) ? { ...component, name: 'sotto' } : component;
  return `${JSON.stringify({ ...rest, metadata: { ...metadata, component: own } }, null, 2)}\n`;
}
