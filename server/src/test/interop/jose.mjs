// Verifies each token on standard input by the server's key set, as a service in Node.js would.
//   node jose.mjs URL ISSUER AUDIENCE ALGORITHM
import { createInterface } from 'node:readline';
import { createRemoteJWKSet, jwtVerify } from 'jose';

const [url, issuer, audience, algorithm] = process.argv.slice(2);
// By default the library requests an unknown key at most every 30 s, but the keys of this test
// change sooner.
const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', url), { cooldownDuration: 0 });

for await (const token of createInterface({ input: process.stdin })) {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer,
      audience,
      typ: 'at+jwt',
      algorithms: [algorithm],
      requiredClaims: ['sub', 'exp', 'iat', 'jti', 'client_id', 'scope'],
    });
    console.log(`verified ${protectedHeader.kid} ${payload.sub}`);
  } catch (e) {
    console.log(`refused ${e.code ?? e.message}`);
  }
}
