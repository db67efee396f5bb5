import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../lib/bytes/index.ts';
import { EventReader } from '../../lib/sse/index.ts';

const reader = (limit = 1000): EventReader => new EventReader(limit, (fault) => new Error(fault));

describe('the event reader', () => {
  const stream =
    ': hello\r\ndata: ein\r\ndata: zwei\r\rid: 7\ndata:dréi 😀\n\nevent: x\n\ndatum: no\ndata\n\ndata: last\n\n';
  const events = ['ein\nzwei', 'dréi 😀', '', 'last'];

  it('reads the same events however bytes or text are cut', () => {
    for (const whole of [utf8(stream), stream]) {
      fc.assert(
        fc.property(fc.array(fc.nat(whole.length), { maxLength: 12 }), (cuts) => {
          const places = [0, ...cuts.sort((a, b) => a - b), whole.length];
          const one = reader();
          const read = places.slice(1).flatMap((to, i) => one.push(whole.slice(places[i], to)));
          expect(read).toEqual(events);
        }),
      );
    }
  });

  it('drops an event that was not closed', () => {
    const one = reader();
    expect(one.push(utf8('data: half'))).toEqual([]);
    expect(() => one.end()).not.toThrow();
  });

  it('refuses a line and an event without end', () => {
    expect(() => reader().push(`data: ${'x'.repeat(1000)}`)).toThrow('line');
    expect(() => reader().push('data: 0123456789\n'.repeat(100))).toThrow('event');
  });

  it('refuses what is no UTF-8, half a character at the end too', () => {
    expect(() => reader().push(Uint8Array.of(0x64, 0xff))).toThrow('encoding');
    const one = reader();
    expect(one.push(utf8('é').slice(0, 1))).toEqual([]);
    expect(() => one.end()).toThrow('encoding');
  });
});
