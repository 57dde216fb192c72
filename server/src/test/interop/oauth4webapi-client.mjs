// Runs oauth4webapi as an OpenID Connect client of this server. Reads one line of JSON, and prints
// the result of each step as JSON.
import { createInterface } from 'node:readline';
import * as oauth from 'oauth4webapi';
import { Browser } from './browser.mjs';

const asked = JSON.parse((await createInterface({ input: process.stdin })[Symbol.asyncIterator]().next()).value);
// Allows http, because the server is on this machine.
const insecure = { [oauth.allowInsecureRequests]: true };
const client = { client_id: asked.client.id, id_token_signed_response_alg: asked.client.algorithm };
const user = { username: asked.username, password: asked.password };
const issuer = new URL(asked.issuer);
const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: 'oidc', ...insecure }));
const key = await crypto.subtle.importKey('jwk', asked.client.key, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
const authentication = oauth.PrivateKeyJwt({ key, kid: asked.client.key.kid });
const browser = new Browser();

const verifier = oauth.generateRandomCodeVerifier();
const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
const parameters = new URLSearchParams({
  client_id: client.client_id,
  response_type: 'code',
  redirect_uri: asked.redirect_uri,
  scope: 'openid profile offline_access',
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  state,
  nonce,
});
const pushed = await oauth.processPushedAuthorizationResponse(
  server,
  client,
  await oauth.pushedAuthorizationRequest(server, client, authentication, parameters, insecure),
);
const url = new URL(server.authorization_endpoint);
url.searchParams.set('client_id', client.client_id);
url.searchParams.set('request_uri', pushed.request_uri);
const end = await browser.visit(url, { ...user, until: (at) => at.href.startsWith(asked.redirect_uri) });
const answer = oauth.validateAuthResponse(server, client, end.url, state);

const codeRequest = () =>
  oauth.authorizationCodeGrantRequest(server, client, authentication, answer, asked.redirect_uri, verifier, insecure);
const response = await codeRequest();
const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
  expectedNonce: nonce,
  requireIdToken: true,
});
await oauth.validateApplicationLevelSignature(server, response, insecure);
const claims = oauth.getValidatedIdTokenClaims(tokens);
const userinfo = await oauth.processUserInfoResponse(
  server,
  client,
  claims.sub,
  await oauth.userInfoRequest(server, client, tokens.access_token, insecure),
);
const refreshed = await oauth.processRefreshTokenResponse(
  server,
  client,
  await oauth.refreshTokenGrantRequest(server, client, authentication, tokens.refresh_token, insecure),
);
const introspect = async () =>
  oauth.processIntrospectionResponse(
    server,
    client,
    await oauth.introspectionRequest(server, client, authentication, refreshed.access_token, insecure),
  );
const active = await introspect();
let again;
try {
  again = await oauth.processAuthorizationCodeResponse(server, client, await codeRequest());
} catch (e) {
  again = { error: e.error };
}
const afterSecondUse = await introspect();
await oauth.processRevocationResponse(
  await oauth.revocationRequest(server, client, authentication, tokens.refresh_token, insecure),
);
console.log(JSON.stringify({ pushed: pushed.expires_in, iss: answer.get('iss'), claims, userinfo, refreshed: { type: refreshed.token_type, scope: refreshed.scope }, active, again, afterSecondUse }));
