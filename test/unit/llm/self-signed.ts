// A certificate for localhost that nobody vouches for, and its key: thrown away, good for tests on loopback only.
import { createPrivateKey, X509Certificate } from 'node:crypto';

const keyDer =
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgi4xjP2CYHP/p8G4Wtir2Q2y7T28sqaaDjjJ2LEIWVM6hRANCAAQ052RDQg1o2aN/RDr/n8F4kE3oDZQOj0YEjzj1z26h4stmdn5wwjWVvkxQk31zHPTRSDPG9kwZIGyqH7jIJRoW';

const certificateDer =
  'MIIBmzCCAUGgAwIBAgIUJeCBE8gp2SQb47sLjOoeZy6nGjAwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMDExMDkzNFoYDzIxMjYxMDI3MTEwOTM0WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQ052RDQg1o2aN/RDr/n8F4kE3oDZQOj0YEjzj1z26h4stmdn5wwjWVvkxQk31zHPTRSDPG9kwZIGyqH7jIJRoWo28wbTAdBgNVHQ4EFgQUpmBJVsemHcNVePzgDzX/bI6BLXEwHwYDVR0jBBgwFoAUpmBJVsemHcNVePzgDzX/bI6BLXEwDwYDVR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZIzj0EAwIDSAAwRQIgNm9B5bOBtcPRfUMW/NrSeTXK0g4Oiy0sIN9M+eZbyjUCIQCr93hq6Sv4YrlvC7ryH2tnTBv83JVMusy2k+9nh8NHBQ==';

/** PEM. */
export const privateKey: string = createPrivateKey({
  key: Buffer.from(keyDer, 'base64'),
  format: 'der',
  type: 'pkcs8',
})
  .export({ type: 'pkcs8', format: 'pem' })
  .toString();

/** PEM; valid for a hundred years. */
export const certificate: string = new X509Certificate(Buffer.from(certificateDer, 'base64')).toString();
