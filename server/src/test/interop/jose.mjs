// Verifies tokens by the server's key set, as a service in Node.js would. Each line on standard
// input has the form "ISSUER AUDIENCE TOKEN".
//   node jose.mjs URL ALGORITHM
import { createInterface } from 'node:readline';
import { createRemoteJWKSet, jwtVerify } from 'jose';

const [url, algorithm] = process.argv.slice(2);
// By default the library requests an unknown key at most every 30 s, but the keys of this test
// change sooner.
const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', url), { cooldownDuration: 0 });

for await (const line of createInterface({ input: process.stdin })) {
  const [issuer, audience, token] = line.split(' ');
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
