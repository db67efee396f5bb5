/**
 * What each permission of the manifest is for, as the key of a sentence: a test holds that none is asked for without
 * one. The page for reviewers says it by their names.
 */
export const PERMISSION_WORDS: Readonly<Record<string, readonly string[]>> = {
  activeTab: ['may_page'],
  contextMenus: ['may_page'],
  'https://*/*': ['may_relay', 'may_sites'],
  scripting: ['may_page', 'may_sites'],
  'http://127.0.0.1/*': ['may_relay'],
  'http://localhost/*': ['may_relay'],
  declarativeNetRequestWithHostAccess: ['may_scrub'],
  storage: ['may_keep'],
  alarms: ['may_check'],
  offscreen: ['may_check'],
  sidePanel: ['may_panel'],
  notifications: ['may_notify'],
};

/** Each sentence once, in the order in which a person comes to need it. */
export const permissionSentences = (): string[] => [
  ...new Set(Object.values(PERMISSION_WORDS).flat()),
];
