import { describe, expect, it } from 'vitest';
import { chooseSelection, type FrameReading } from '../../lib/selection/index.ts';

const TAB = { title: 'Tab', url: 'https://a.example/', menuText: '' };

function frame(change: Partial<FrameReading> = {}): FrameReading {
  return {
    version: 1,
    text: '',
    isCut: false,
    isSecret: false,
    isPdf: false,
    hasFocus: false,
    title: 'Frame',
    url: 'https://frame.example/',
    ...change,
  };
}

describe('of several frames', () => {
  it('the one with the focus is meant', () => {
    const results = [frame({ text: 'old' }), frame({ text: 'meant', hasFocus: true })];
    expect(chooseSelection(results, TAB)).toEqual({
      text: 'meant',
      isCut: false,
      title: 'Tab',
      url: 'https://a.example/',
    });
  });

  it('the first with text serves when none has the focus', () => {
    expect(chooseSelection([frame(), frame({ text: 'found' })], TAB).text).toBe('found');
  });

  it('the browser’s word on title and address counts, not the frame’s', () => {
    const chosen = chooseSelection(
      [frame({ text: 'x', title: 'Bank', url: 'https://bank/' })],
      TAB,
    );
    expect(chosen).toMatchObject({ title: 'Tab', url: 'https://a.example/' });
  });

  it('no address of the browser’s own comes in through a frame', () => {
    const results = [frame({ text: 'x', url: 'moz-extension://uuid/viewer.html' })];
    expect(chooseSelection(results, { title: '', url: '', menuText: '' }).url).toBe('');
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
    expect(() => chooseSelection([result], TAB)).toThrow('page-not-readable');
    expect(chooseSelection([result, frame({ text: 'ok' })], TAB).text).toBe('ok');
  });
});

describe('the menu’s own text', () => {
  it('serves where the script did not run, or found nothing', () => {
    const tab = { ...TAB, menuText: 'menu' };
    expect(chooseSelection(undefined, tab).text).toBe('menu');
    expect(chooseSelection([frame()], tab).text).toBe('menu');
    expect(chooseSelection([frame({ isPdf: true })], tab).text).toBe('menu');
  });

  it('yields to the script’s, which keeps the lines', () => {
    const tab = { ...TAB, menuText: 'a b' };
    expect(chooseSelection([frame({ text: 'a\nb' })], tab).text).toBe('a\nb');
  });

  it('never stands in for a secret field', () => {
    const tab = { ...TAB, menuText: 'hunter2' };
    expect(() => chooseSelection([frame({ isSecret: true })], tab)).toThrow('selection-secret');
  });

  it('is cut too', () => {
    const chosen = chooseSelection(undefined, { ...TAB, menuText: 'x'.repeat(1_000_001) });
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
    expect(() => chooseSelection(results, { ...TAB, url })).toThrow(code);
  });
});
