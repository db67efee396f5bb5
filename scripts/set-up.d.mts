interface Entry {
  version?: string;
  integrity?: string;
  optional?: boolean;
  devOptional?: boolean;
}

export function isUpToDate(
  wanted: Record<string, Entry>,
  installed: Record<string, Entry>,
): boolean;
export function isInstalled(root: string): boolean;
export function isNodeNewEnough(version: string): boolean;
export function setUp(root: string): void;
