/**
 * What Intel says of a TDX platform, fetched from its provisioning service (PCS API v4) and put together in the JSON
 * form that quote libraries exchange: TCB info, identity of the quoting enclave, both revocation lists. All of it is
 * signed by Intel, so it may be carried by anybody; the device checks it. Must never write a piece of it anew: what
 * was signed is the text as it came.
 */
import { parseCollateral, parseQuote, platformOf } from '../../../lib/attestation/tdx/index.ts';
import { fromUtf8, toHex, type Bytes } from '../../../lib/bytes/index.ts';

/** One answer of the service. */
export interface PcsAnswer {
  readonly header: (name: string) => string | null;
  readonly body: Bytes;
}

export type PcsGet = (url: string) => Promise<PcsAnswer>;

export interface PcsPlaces {
  readonly service: string;
  readonly rootCrl: string;
}

const INTEL: PcsPlaces = {
  service: 'https://api.trustedservices.intel.com',
  rootCrl: 'https://certificates.trustedservices.intel.com/IntelSGXRootCA.der',
};

/** @param quote Any quote of the platform: its certificate names the family that Intel files collateral under. */
export async function collateralFor(
  quote: Bytes,
  get: PcsGet,
  { service, rootCrl }: PcsPlaces = INTEL,
): Promise<string> {
  const { fmspc, authority } = platformOf(parseQuote(quote));
  const [info, identity, pckCrl, rootCaCrl] = await Promise.all([
    get(`${service}/tdx/certification/v4/tcb?fmspc=${fmspc.toUpperCase()}`),
    get(`${service}/tdx/certification/v4/qe/identity`),
    get(`${service}/sgx/certification/v4/pckcrl?ca=${authority}&encoding=der`),
    get(rootCrl),
  ]);
  const tcb = signedIn(info, 'tcbInfo');
  const qe = signedIn(identity, 'enclaveIdentity');
  const text = JSON.stringify({
    tcb_info: tcb.text,
    tcb_info_signature: tcb.signature,
    tcb_info_issuer_chain: chainIn(info, 'TCB-Info-Issuer-Chain'),
    qe_identity: qe.text,
    qe_identity_signature: qe.signature,
    qe_identity_issuer_chain: chainIn(identity, 'SGX-Enclave-Identity-Issuer-Chain'),
    root_ca_crl: toHex(rootCaCrl.body),
    pck_crl: toHex(pckCrl.body),
  });
  parseCollateral(text);
  return text;
}

/** `{"NAME":…,"signature":"…"}`: the signature is over the very characters between. */
function signedIn({ body }: PcsAnswer, name: string): { text: string; signature: string } {
  const parts = new RegExp(`^\\{"${name}":(\\{.*\\}),"signature":"([0-9a-f]{128})"\\}\\s*$`, 's');
  const [, text, signature] = parts.exec(fromUtf8(body)) ?? [];
  if (text === undefined || signature === undefined) throw new RangeError(`no ${name}`);
  return { text, signature };
}

/** PEM, escaped for a header. */
function chainIn(answer: PcsAnswer, name: string): string {
  const value = answer.header(name);
  if (value === null) throw new RangeError(`no ${name}`);
  return decodeURIComponent(value);
}
