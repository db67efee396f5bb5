import { describe, expect, it } from 'vitest';
import { chooseSelection, type FrameReading, type TabWords } from '../../lib/selection/index.ts';

const TAB = { title: 'Tab', url: 'https://a.example/', menuText: '' };

function frame(change: Partial<FrameReading> = {}): FrameReading {
  return {
    version: 1,
    text: '',
    isCut: false,
    isSecret: false,
    isPdf: false,
    isEditable: false,
    hasFocus: false,
    focusIn: 'here',
    title: 'Frame',
    url: 'https://frame.example/',
    ...change,
  };
}

/** As the browser hands them over: each result with its frame. */
function choose(results: readonly unknown[] | undefined, tab: TabWords) {
  return chooseSelection(
    results?.map((result, frameId) => ({ frameId, result })),
    tab,
  );
}

describe('of several frames', () => {
  it('the one with the focus is meant', () => {
    const results = [frame({ text: 'old' }), frame({ text: 'meant', hasFocus: true })];
    expect(choose(results, TAB)).toEqual({
      text: 'meant',
      isCut: false,
      title: 'Tab',
      url: 'https://a.example/',
      frameId: 1,
      isEditable: false,
      isMenuText: false,
    });
  });

  it('one that has handed the focus to an inner frame is left over', () => {
    const outer = frame({ text: 'left over', hasFocus: true, focusIn: 'frame' });
    const inner = frame({ text: 'meant', isEditable: true });
    expect(choose([outer, inner], TAB)).toMatchObject({ text: 'meant', isEditable: true });
    expect(choose([outer, frame()], TAB).text).toBe('left over');
  });

  it('none is meant while the focus is in a frame of another site; the menu’s text is', () => {
    const results = [frame({ text: 'left over', focusIn: 'foreign-frame' }), frame({ text: 'ad' })];
    expect(() => choose(results, TAB)).toThrow('frame-not-readable');
    expect(choose(results, { ...TAB, menuText: 'meant', frameId: 7 })).toMatchObject({
      text: 'meant',
      frameId: 7,
      isMenuText: true,
      isEditable: false,
    });
  });

  it('the first with text serves when none has the focus', () => {
    expect(choose([frame(), frame({ text: 'found' })], TAB).text).toBe('found');
  });

  it('the browser’s word on title and address counts, not the frame’s', () => {
    const chosen = choose([frame({ text: 'x', title: 'Bank', url: 'https://bank/' })], TAB);
    expect(chosen).toMatchObject({ title: 'Tab', url: 'https://a.example/' });
  });

  it('no address of the browser’s own comes in through a frame', () => {
    const results = [frame({ text: 'x', url: 'moz-extension://uuid/viewer.html' })];
    expect(choose(results, { title: '', url: '', menuText: '' }).url).toBe('');
  });
});

describe('an answer that is no reading', () => {
  it.each<unknown>([
    null,
    'text',
    [],
    {},
    { ...frame(), version: 2 },
    { ...frame(), text: 7 },
    { ...frame(), extra: true },
    { ...frame(), text: 'x'.repeat(1_000_001) },
  ])('is passed over', (result) => {
    expect(() => choose([result], TAB)).toThrow('page-not-readable');
    expect(choose([result, frame({ text: 'ok' })], TAB).text).toBe('ok');
  });
});

describe('the menu’s own text', () => {
  it('serves where the script did not run, or found nothing', () => {
    const tab = { ...TAB, menuText: 'menu' };
    expect(choose(undefined, tab).text).toBe('menu');
    expect(choose([frame()], tab).text).toBe('menu');
    expect(choose([frame({ isPdf: true })], tab).text).toBe('menu');
  });

  it('yields to the script’s, which keeps the lines', () => {
    const tab = { ...TAB, menuText: 'a b' };
    expect(choose([frame({ text: 'a\nb' })], tab).text).toBe('a\nb');
  });

  it('never stands in for a secret field', () => {
    const tab = { ...TAB, menuText: 'hunter2' };
    expect(() => choose([frame({ isSecret: true })], tab)).toThrow('selection-secret');
  });

  it('is cut where Firefox cuts it, and the person is told', () => {
    const menu = (length: number) => choose(undefined, { ...TAB, menuText: 'x'.repeat(length) });
    expect([16_383, 16_384, 16_385].map((length) => menu(length).isCut)).toEqual([
      ...[false, true, false],
    ]);
  });

  it('is cut too', () => {
    const chosen = choose(undefined, { ...TAB, menuText: 'x'.repeat(1_000_001) });
    expect(chosen.isCut).toBe(true);
    expect(chosen.text).toHaveLength(1_000_000);
  });
});

describe('no quote', () => {
  it.each<[string, unknown[] | undefined, string, string]>([
    ['nothing selected', [frame()], TAB.url, 'selection-empty'],
    ['only white space selected', [frame({ text: ' \n ' })], TAB.url, 'selection-empty'],
    ['a PDF in its viewer', [frame({ isPdf: true })], TAB.url, 'pdf-not-readable'],
    ['a PDF that is closed to scripts', undefined, 'https://a.example/x.pdf?y', 'pdf-not-readable'],
    ['a page that is closed to scripts', undefined, TAB.url, 'page-not-readable'],
  ])('has a reason: %s', (_, results, url, code) => {
    expect(() => choose(results, { ...TAB, url })).toThrow(code);
  });
});
