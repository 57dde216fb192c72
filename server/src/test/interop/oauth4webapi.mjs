// Runs oauth4webapi as an OAuth library, from the discovery of this server to the log-out. Reads
// one line of JSON, and prints the result of each step as JSON.
import { createInterface } from 'node:readline';
import * as oauth from 'oauth4webapi';

const asked = JSON.parse((await createInterface({ input: process.stdin })[Symbol.asyncIterator]().next()).value);
// Allows http, because the server is on this machine.
const insecure = { [oauth.allowInsecureRequests]: true };
const issuer = new URL(asked.issuer);
const client = { client_id: 'restauth' };
const service = { client_id: asked.service };

const resource = await oauth.processResourceDiscoveryResponse(
  issuer,
  await oauth.resourceDiscoveryRequest(issuer, insecure),
);
const found = new URL(resource.authorization_servers[0]);
const server = await oauth.processDiscoveryResponse(
  found,
  await oauth.discoveryRequest(found, { algorithm: 'oauth2', ...insecure }),
);

async function refresh(token, parameters = {}) {
  try {
    return await oauth.processRefreshTokenResponse(
      server,
      client,
      await oauth.refreshTokenGrantRequest(server, client, oauth.None(), token, {
        additionalParameters: parameters,
        ...insecure,
      }),
    );
  } catch (e) {
    return { error: e.error ?? e.message, status: e.status };
  }
}

async function introspect(token, secret = asked.secret) {
  try {
    return await oauth.processIntrospectionResponse(
      server,
      service,
      await oauth.introspectionRequest(server, service, oauth.ClientSecretBasic(secret), token, insecure),
    );
  } catch (e) {
    return { error: e.code ?? e.message, status: e.status };
  }
}

async function revoke(token) {
  await oauth.processRevocationResponse(
    await oauth.revocationRequest(server, client, oauth.None(), token, insecure),
  );
}

const request = (token) => new Request(issuer, { headers: { authorization: `Bearer ${token}` } });

const refreshed = await refresh(asked.refresh_token);
const claims = await oauth.validateJwtAccessToken(server, request(refreshed.access_token), asked.audience, insecure);
const again = await refresh(asked.refresh_token);
const narrowed = await refresh(again.refresh_token, { scope: 'api' });
const widened = await refresh(narrowed.refresh_token, { scope: 'api everything' });
const active = await introspect(narrowed.access_token);
const notAToken = await introspect('nonsense');
const wrongSecret = await introspect(narrowed.access_token, asked.secret.slice(0, -1));
await revoke(narrowed.refresh_token);
await revoke(narrowed.refresh_token); // the token is unknown now, which is not an error
const revoked = await introspect(narrowed.access_token);
const refused = await refresh(narrowed.refresh_token);

console.log(
  JSON.stringify({
    resource,
    server,
    refreshed: { ...refreshed, access_token: typeof refreshed.access_token, refresh_token: typeof refreshed.refresh_token },
    claims,
    sameSuccessor: again.refresh_token === refreshed.refresh_token,
    narrowed: { scope: narrowed.scope },
    widened,
    active,
    notAToken,
    wrongSecret,
    revoked,
    refused,
  }),
);
