/** A certificate of nobody's for a server on this machine, with its key. */
import { issueCertificate, toPem } from '../../stack/enclave/certificate.ts';
import { newKeyPair } from '../../stack/enclave/chain.ts';

export function selfSigned(): { certificate: string; key: string } {
  const keys = newKeyPair();
  const subject = 'relay.sotto.invalid';
  const certificate = issueCertificate({
    subject,
    publicKey: keys.publicKey,
    issuer: { commonName: subject, ...keys },
    notBeforeMs: Date.now() - 60_000,
    notAfterMs: Date.now() + 3_600_000,
    pathLength: 'leaf',
    usage: ['digital-signature'],
  });
  return {
    certificate: toPem(certificate),
    key: keys.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}
