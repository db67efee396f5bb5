/**
 * The pinned trust anchor of AWS Nitro Enclaves, commercial partition: "AWS Nitro Enclaves Root-G1", DER as AWS
 * publishes it. Pinned by its bytes, because anyone can make a certificate of the same name. GovCloud and China have
 * roots of their own and are not trusted.
 */
import { fromBase64, type Bytes } from '../../bytes/index.ts';

/** As printed in the AWS user guide, "Verifying the root of trust". (8cf60e2b… there is the ZIP's hash, not this one's.) */
export const AWS_NITRO_ROOT_SHA256 =
  '641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b';

/** The same as 32 bytes: a pin by digest, since a document brings the certificate along. */
// Not by lib/bytes' strict reader: these digits are ours, and its strictness would weigh more than the pin.
export const AWS_NITRO_PIN: Bytes = /* @__PURE__ */ Uint8Array.from({ length: 32 }, (_, at) =>
  parseInt(AWS_NITRO_ROOT_SHA256.slice(2 * at, 2 * at + 2), 16),
);

/** The certificate itself, for those who read it rather than only hold a document against it. */
export const AWS_NITRO_ROOT: Bytes = /* @__PURE__ */ fromBase64(
  'MIICETCCAZagAwIBAgIRAPkxdWgbkK/hHUbMtOTn+FYwCgYIKoZIzj0EAwMwSTELMAkGA1UEBhMCVVMxDzANBgNVBAoM' +
    'BkFtYXpvbjEMMAoGA1UECwwDQVdTMRswGQYDVQQDDBJhd3Mubml0cm8tZW5jbGF2ZXMwHhcNMTkxMDI4MTMyODA1WhcN' +
    'NDkxMDI4MTQyODA1WjBJMQswCQYDVQQGEwJVUzEPMA0GA1UECgwGQW1hem9uMQwwCgYDVQQLDANBV1MxGzAZBgNVBAMM' +
    'EmF3cy5uaXRyby1lbmNsYXZlczB2MBAGByqGSM49AgEGBSuBBAAiA2IABPwCVOumCMHzaHDimtqQvkY4MpJzbolL//Zy' +
    '2YlES1BR5TSksfbb48C8WBoyt7F2Bw7eEtaaP+ohG2bnUs990d0JX28TcPQXCEPZ3BABIeTPYwEoCWZEh8l5YoQwTcU/' +
    '9KNCMEAwDwYDVR0TAQH/BAUwAwEB/zAdBgNVHQ4EFgQUkCW1DdkFR+eWw5b6cp3PmanfS5YwDgYDVR0PAQH/BAQDAgGG' +
    'MAoGCCqGSM49BAMDA2kAMGYCMQCjfy+Rocm9Xue4YnwWmNJVA44fA0P5W2OpYow9OYCVRaEevL8uO1XYru5xtMPWrfMC' +
    'MQCi85sWBbJwKKXdS6BptQFuZbT73o/gBh1qUxl/nNr12UO8Yfwr6wPLb+6NIwLz3/Y=',
);
