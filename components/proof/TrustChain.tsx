/**
 * What a proof stands on, drawn as a chain: vendor root to document, and from the document two branches, to the code
 * that runs and to the key that was sealed to. Every link opens to what it says and to its bytes.
 */
import type { ChainLinkView, EnclaveView } from '../../lib/ask/index.ts';
import { Disclosure } from '../ui/Disclosure.tsx';
import { dateAndTime, hexGroups } from '../ui/format.ts';
import { useStrings, type Strings } from '../ui/strings.ts';
import { Verdict } from '../ui/Verdict.tsx';
import { VisibleText } from '../ui/VisibleText.tsx';
import { Bytes, TONES } from './StepList.tsx';

const CODE: readonly ChainLinkView['kind'][] = ['measurement', 'release'];
const KEY: readonly ChainLinkView['kind'][] = [
  ...(['user-data', 'transcript', 'key-configuration', 'key'] as const),
];

type ReleaseOrigin = Pick<EnclaveView, 'releaseSource' | 'releaseList'>;

export interface TrustChainProps {
  links: readonly ChainLinkView[];
  source: ReleaseOrigin;
}

export function TrustChain({ links, source }: TrustChainProps) {
  const { t } = useStrings();
  const of = (kinds: readonly string[]) => links.filter(({ kind }) => kinds.includes(kind));
  const trunk = links.filter(({ kind }) => !CODE.includes(kind) && !KEY.includes(kind));
  return (
    <div class="chain" data-testid="chain">
      <Links links={trunk} source={source} />
      <div class="chain-branches">
        <Branch name={t('chain_of_code')} links={of(CODE)} source={source} />
        <Branch name={t('chain_of_key')} links={of(KEY)} source={source} />
      </div>
    </div>
  );
}

interface LinksProps {
  links: readonly ChainLinkView[];
  source: ReleaseOrigin;
}

function Branch({ name, links, source }: LinksProps & { name: string }) {
  if (links.length === 0) return null;
  return (
    <div class="chain-branch">
      <h4>{name}</h4>
      <Links links={links} source={source} />
    </div>
  );
}

function Links({ links, source }: LinksProps) {
  return (
    <ol>
      {links.map((link, index) => (
        <li key={link.kind + String(index)}>
          <Link link={link} source={source} />
        </li>
      ))}
    </ol>
  );
}

function Link({ link, source }: { link: ChainLinkView; source: ReleaseOrigin }) {
  const strings = useStrings();
  const { t } = strings;
  const key = link.kind.replaceAll('-', '_');
  const said = saidOf(link, source, strings);
  const summary = (
    <>
      <Verdict tone={TONES[link.verdict]} name={t(`chain_${key}`)} />
      <span class="only-heard"> {t(`verdict_${link.verdict.replaceAll('-', '_')}`)}</span>
      {said && (
        <span class="chain-name">
          <VisibleText text={said} />
        </span>
      )}
    </>
  );
  return (
    <Disclosure summary={summary} testId={`chain-${link.kind}`} verdict={link.verdict}>
      {() => (
        <>
          <p class="step-detail">{t(`chain_${key}_about`)}</p>
          <Times link={link} />
          {link.bytesHex ? (
            <Bytes hex={link.bytesHex} />
          ) : (
            <p class="faint">{t('chain_no_bytes')}</p>
          )}
        </>
      )}
    </Disclosure>
  );
}

/** What the link calls itself, short; the whole of it is among its bytes. */
function saidOf({ kind, name }: ChainLinkView, source: ReleaseOrigin, { t }: Strings): string {
  if (kind === 'measurement') return `${hexGroups(name).slice(0, 2).join(' ')} …`;
  if (kind !== 'release') return name;
  const { releaseSource, releaseList = '' } = source;
  const named = name || t('release_unknown');
  return releaseSource === undefined
    ? named
    : `${named} · ${t(`source_${releaseSource}`, releaseList)}`;
}

function Times({ link: { fromMs, untilMs } }: { link: ChainLinkView }) {
  const { t, locale } = useStrings();
  if (fromMs === undefined) return null;
  const from = dateAndTime(locale, fromMs);
  const words =
    untilMs === undefined
      ? t('chain_made', from)
      : t('chain_valid', from, dateAndTime(locale, untilMs));
  return <p class="faint">{words}</p>;
}
