import { afterEach, describe, expect, it } from 'vitest';
import { Late, provideLate } from '../../lib/late/index.ts';
import { opengradientPart } from '../../lib/networks/opengradient/index.ts';
import { HYBRID_KEM } from '../../lib/ohttp/hybrid/index.ts';

/** Runs "scripts" that give what the package's would. */
function loader(): { late: Late; ran: string[] } {
  const ran: string[] = [];
  const late = new Late(async (file) => {
    ran.push(file);
    await Promise.resolve();
    if (file === '/late-hybrid.js') provideLate({ hybrid: HYBRID_KEM });
    if (file === '/late-opengradient.js') provideLate({ opengradient: opengradientPart });
  });
  return { late, ran };
}

afterEach(() => {
  globalThis.sottoLateParts = undefined;
});

describe('a late part', () => {
  it('is loaded when it is first asked for, and once', async () => {
    const { late, ran } = loader();
    expect(ran).toEqual([]);
    const both = await Promise.all([late.hybrid(), late.hybrid()]);
    expect(both).toEqual([HYBRID_KEM, HYBRID_KEM]);
    expect(await late.hybrid()).toBe(HYBRID_KEM);
    expect(ran).toEqual(['/late-hybrid.js']);
  });

  it('stands beside the others', async () => {
    const { late, ran } = loader();
    expect(await late.hybrid()).toBe(HYBRID_KEM);
    expect(await late.opengradient()).toBe(opengradientPart);
    expect(await late.hybrid()).toBe(HYBRID_KEM);
    expect(ran).toEqual(['/late-hybrid.js', '/late-opengradient.js']);
  });

  it('that cannot be loaded is named, and tried again the next time', async () => {
    let isBroken = true;
    const late = new Late((file) => {
      if (isBroken) return Promise.reject(new Error(file));
      provideLate({ hybrid: HYBRID_KEM });
      return Promise.resolve();
    });
    await expect(late.hybrid()).rejects.toMatchObject({ code: 'late-part-missing' });
    isBroken = false;
    expect(await late.hybrid()).toBe(HYBRID_KEM);
  });

  it('whose script gives something else is missing', async () => {
    const late = new Late(() => Promise.resolve());
    await expect(late.opengradient()).rejects.toMatchObject({ code: 'late-part-missing' });
  });
});
