import { describe, expect, it } from 'vitest';
import {
  DEFAULT_SETTINGS,
  exportSettings,
  planImport,
  type Settings,
} from '../../lib/settings/index.ts';

const hex = (digit: string): string => digit.repeat(96);
const IMAGE = { name: 'theirs', pcr0: hex('a'), pcr1: hex('b'), pcr2: hex('c') };

const THEIRS: Settings = {
  ...DEFAULT_SETTINGS,
  relayUrl: 'http://127.0.0.1:8787',
  gatewayName: 'other',
  releases: [IMAGE],
  consents: [{ ...IMAGE, name: 'again', pcr0: hex('d') }],
  developmentRoots: ['MAA='],
  releaseLists: [{ publicKey: `${'A'.repeat(43)}=`, signed: 'x' }],
  witnesses: ['w.example+01020304+AAAA'],
  network: 'sotto',
  padding: 'strict',
  keepDays: 7,
  answerLanguage: 'de',
  redaction: { kinds: ['email'], words: ['Föhn'] },
  actions: [{ id: 'own-1', label: 'Haiku', prompt: 'As a haiku.' }],
};

describe('a settings file', () => {
  it('takes plain choices over, and nothing that is trusted or reached', () => {
    const { settings, questions } = planImport(exportSettings(THEIRS), DEFAULT_SETTINGS);
    const { padding, keepDays, answerLanguage, redaction, actions } = THEIRS;
    expect(settings).toEqual({
      ...DEFAULT_SETTINGS,
      ...{ padding, keepDays, answerLanguage, redaction, actions },
    });
    expect(questions).toEqual({
      relay: { relayUrl: 'http://127.0.0.1:8787', gatewayName: 'other' },
      images: [IMAGE, { ...IMAGE, name: 'again', pcr0: hex('d') }].map((image) => ({
        ...image,
        name: image.pcr0 === hex('d') ? 'again' : 'theirs',
      })),
      roots: ['MAA='],
      leftOut: ['lists', 'witnesses'],
    });
  });

  it('asks nothing about what is there already', () => {
    const { questions } = planImport(exportSettings(THEIRS), THEIRS);
    expect(questions).toEqual({ relay: null, images: [], roots: [], leftOut: [] });
  });

  it.each([
    ['no JSON', '{', 'settings-file-invalid'],
    ['another format', '{"format":"x"}', 'settings-file-invalid'],
    ['no settings', '{"format":"sotto-settings","version":3}', 'settings-invalid'],
    ['too much', 'x'.repeat(2_000_001), 'settings-file-invalid'],
    [
      'a later version',
      '{"format":"sotto-settings","version":9,"settings":{"version":9}}',
      'settings-version-unknown',
    ],
    [
      'a field that is not known',
      exportSettings(THEIRS).replace('"padding"', '"backdoor": 1, "padding"'),
      'settings-invalid',
    ],
    [
      'an address in clear that is not this machine',
      exportSettings(THEIRS).replace('http://127.0.0.1:8787', 'http://relay.example'),
      'relay-url-insecure',
    ],
  ])('is refused whole: %s', (_, file, code) => {
    expect(() => planImport(file, DEFAULT_SETTINGS)).toThrow(expect.objectContaining({ code }));
  });
});
