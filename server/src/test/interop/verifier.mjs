// Checks each token on standard input with client-js, as a service in Node.js would.
//   node verifier.mjs URL SERVICE_KEY
import { createInterface } from 'node:readline';
import { connect, InsufficientScopeError, keyIdOf, requireNoKey } from './client-js/restauth-client.js';

const [url, serviceKey] = process.argv.slice(2);
let verifier;

for await (const line of createInterface({ input: process.stdin })) {
  const [command, text] = line.split(' ');
  console.log(await perform(command, text));
}

async function perform(command, text) {
  switch (command) {
    case 'connect':
      try {
        verifier = await connect(url, serviceKey);
        return 'connected';
      } catch (e) {
        return `${e.name} ${e.reason} ${e.message}`;
      }
    case 'verify': {
      const claims = await verifier.verify(text);
      return claims === null ? 'refused' : `verified ${claims.sub} ${claims.sid}`;
    }
    case 'key': { // the token's key, and whether a service can refuse the token
      const claims = await verifier.verify(text);
      if (claims === null) {
        return 'refused';
      }
      try {
        requireNoKey(claims);
        return `key ${keyIdOf(claims) ?? 'none'} allowed`;
      } catch (e) {
        return e instanceof InsufficientScopeError ? `key ${keyIdOf(claims)} ${e.status}` : `${e}`;
      }
    }
    case 'refusal': // when the event arrives; the test that waits for it has its own timeout
      while ((await verifier.verify(text)) !== null) {
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      return verifier.fresh ? 'refused' : `stale ${verifier.trouble}`;
    case 'state': // only for a person to read, because the problem may be over
      return `${verifier.fresh ? 'fresh' : 'stale'}, last trouble: ${verifier.trouble}`;
    default:
      return `unknown command ${command}`;
  }
}
