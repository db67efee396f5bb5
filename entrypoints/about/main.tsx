/** The about page: which build is running, worked out from the files that the browser runs it from. */
import { useEffect, useState } from 'preact/hooks';
import { AboutPage } from '../../components/settings/AboutPage.tsx';
import '../../components/settings/settings.css';
import { buildDigest } from '../../lib/build/index.ts';
import { extensionVersion, ownIdentity } from '../../lib/platform/index.ts';
import { readOwnFile } from '../../lib/relay/index.ts';
import { mount } from '../page/mount.tsx';

function ownDigest(): Promise<string> {
  const { pagesUrl } = ownIdentity();
  return buildDigest((path) => readOwnFile(pagesUrl, path));
}

function About() {
  const [digest, setDigest] = useState<string | null>(null);
  useEffect(() => {
    ownDigest().then(setDigest, () => setDigest(''));
  }, []);
  return <AboutPage version={extensionVersion()} digest={digest} />;
}

mount(<About />);
