/** Opens the evidence source that the settings name: nitriding and configfs-tsm for hardware, software for a desk. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyOf, type Bytes } from '../../lib/bytes/index.ts';
import { createConfigfsTsmSource } from '../enclave/configfs-tsm.ts';
import { openDevelopmentRoot } from '../enclave/development-root.ts';
import type { EvidenceSource } from '../enclave/evidence.ts';
import { measurementHex, measureProgram } from '../enclave/measurement.ts';
import { createNitridingSource } from '../enclave/nitriding.ts';
import { createSoftwareSource } from '../enclave/software.ts';
import { printLine } from '../log.ts';
import type { EvidenceSetting } from './settings.ts';

export async function openEvidenceSource(setting: EvidenceSetting): Promise<EvidenceSource> {
  switch (setting.kind) {
    case 'nitriding':
      return createNitridingSource(setting);
    case 'configfs-tsm':
      return createConfigfsTsmSource({
        folder: setting.folder,
        collateral: fileAt(setting.collateralPath),
      });
    case 'software': {
      const root = await openDevelopmentRoot(join(setting.stateFolder, 'enclave'), Date.now());
      const measurement = await measureProgram();
      const told = { developmentRoot: root.pemPath, measurement: measurementHex(measurement) };
      printLine(JSON.stringify({ part: 'gateway', ...told }));
      return createSoftwareSource({ root, measurement, now: Date.now });
    }
  }
}

function fileAt(path: string | undefined): (() => Promise<Bytes>) | undefined {
  return path === undefined ? undefined : async () => copyOf(await readFile(path));
}
