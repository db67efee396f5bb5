import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientAddress } from '../../../stack/relay/client-address.ts';
import { Limiter, networkOf } from '../../../stack/relay/limiter.ts';

function limiter(options: Partial<ConstructorParameters<typeof Limiter>[0]> = {}) {
  const clock = { ms: 0 };
  const one = new Limiter({
    perMinute: 60,
    burst: 3,
    forgetMs: 600_000,
    maxAddresses: 100,
    monotonicMs: () => clock.ms,
    ...options,
  });
  return { one, clock };
}

describe('the share of an address', () => {
  it('is a burst, and then what comes back', () => {
    const { one, clock } = limiter();
    expect([1, 2, 3, 4].map(() => one.admit('192.0.2.1'))).toEqual([true, true, true, false]);
    expect(one.admit('192.0.2.2')).toBe(true);
    clock.ms += 1000;
    expect([1, 2].map(() => one.admit('192.0.2.1'))).toEqual([true, false]);
  });

  it('is never more than its burst and its rate allow, whatever the times', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 60 }), (pauses) => {
        const { one, clock } = limiter();
        let admitted = 0;
        for (const pause of pauses) {
          clock.ms += pause;
          if (one.admit('a')) admitted++;
        }
        expect(admitted).toBeLessThanOrEqual(3 + clock.ms / 1000 + 1e-6);
      }),
    );
  });

  it('is forgotten with its salt, and the map is bounded', () => {
    const { one, clock } = limiter({ maxAddresses: 10 });
    for (let i = 0; i < 50; i++) one.admit(`192.0.2.${i}`);
    expect(one.size).toBe(10);
    clock.ms += 600_000;
    one.admit('192.0.2.1');
    expect(one.size).toBe(1);
  });

  it('is one for a whole IPv6 network, and for IPv4 in either spelling', () => {
    const same = ['2001:db8:1:2::1', '2001:DB8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2::%eth0'];
    expect(new Set(same.map(networkOf)).size).toBe(1);
    expect(networkOf('2001:db8:1:3::1')).not.toBe(networkOf('2001:db8:1:2::1'));
    expect(networkOf('::ffff:192.0.2.1')).toBe('192.0.2.1');
    expect(networkOf('::1')).toBe('0:0:0:0');
  });
});

describe('the address of a client', () => {
  const request = (forwarded?: string) => ({
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
    socket: { remoteAddress: '10.0.0.1' },
    httpVersionMajor: 1,
    destroy: () => undefined,
    on: () => undefined,
    once: () => undefined,
    off: () => undefined,
  });

  it('is the peer’s unless proxies of the operator’s stand between', () => {
    expect(clientAddress(request('198.51.100.7'), 0)).toBe('10.0.0.1');
    expect(clientAddress(request('198.51.100.7'), 1)).toBe('198.51.100.7');
  });

  it('is not what a client wrote in front of what the proxies wrote', () => {
    expect(clientAddress(request('6.6.6.6, 198.51.100.7'), 1)).toBe('198.51.100.7');
    expect(clientAddress(request('6.6.6.6, 198.51.100.7, 10.0.0.2'), 2)).toBe('198.51.100.7');
    expect(clientAddress(request(), 1)).toBe('10.0.0.1');
    expect(clientAddress(request('x'.repeat(100)), 1)).toBe('10.0.0.1');
  });
});
