/**
 * The trusted root of Sigstore's public-good instance, pinned whole: its certificate authorities, its logs' keys, their
 * times. The file is sigstore-public-good.json, byte for byte the target `trusted_root.json` that the npm package
 * @sigstore/tuf 4.0.2 (Apache-2.0) ships as its seed; SHA-256
 * 6494e21ea73fa7ee769f85f57d5a3e6a08725eae1e38c755fc3517c9e6bc0b66, which a test holds it to.
 * It changes with a release of ours and in no other way: nothing fetches it.
 */
import root from './sigstore-public-good.json' with { type: 'json' };

export const PUBLIC_GOOD_ROOT = root;
