import { createHash, X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';

/** A certificate for this run's servers. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /**
   * SHA-256 of its public key: to Chromium such a certificate is valid, where a certificate whose errors are merely ignored
   * keeps responses out of the HTTP cache.
   */
  readonly keyHash: string;
}

let certificate: Promise<Certificate> | undefined;

/** Makes the run's certificate, once. */
export function readCertificate(): Promise<Certificate> {
  return (certificate ??= make());
}

async function make(): Promise<Certificate> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }]);
  const publicKey = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' });
  return { key, cert, keyHash: createHash('sha256').update(publicKey).digest('base64') };
}
