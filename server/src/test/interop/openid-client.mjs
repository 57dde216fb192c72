// Runs openid-client as a client that authenticates in each of the supported ways. Reads one line
// of JSON, and prints the result of each step as JSON.
import { createInterface } from 'node:readline';
import * as oidc from 'openid-client';
import { Browser } from './browser.mjs';

const asked = JSON.parse((await createInterface({ input: process.stdin })[Symbol.asyncIterator]().next()).value);
const redirectUri = asked.redirect_uri;
const refused = (promise) => promise.then(
  () => 'accepted',
  (e) => e.error ?? e.cause?.error ?? e.code ?? e.message,
);

async function authentication(client) {
  switch (client.method) {
    case 'client_secret_basic':
      return oidc.ClientSecretBasic(client.secret);
    case 'client_secret_post':
      return oidc.ClientSecretPost(client.secret);
    case 'private_key_jwt':
      return oidc.PrivateKeyJwt({
        key: await crypto.subtle.importKey('jwk', client.key, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']),
        kid: client.key.kid,
      });
    default:
      return oidc.None();
  }
}

async function run(client) {
  const config = await oidc.discovery(
    new URL(asked.issuer),
    client.id,
    { id_token_signed_response_alg: client.algorithm },
    await authentication(client),
    { execute: [oidc.allowInsecureRequests] },
  );
  oidc.enableNonRepudiationChecks(config); // also checks the signature of ID tokens
  const browser = new Browser();
  const user = { username: asked.username, password: asked.password };

  async function logIn({ pushed, ...parameters } = {}) {
    const verifier = oidc.randomPKCECodeVerifier();
    const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
    const all = {
      redirect_uri: redirectUri,
      scope: 'openid profile email',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
      ...parameters,
    };
    const url = pushed
      ? await oidc.buildAuthorizationUrlWithPAR(config, all)
      : oidc.buildAuthorizationUrl(config, all);
    const end = await browser.visit(url, { ...user, until: (at) => at.href.startsWith(redirectUri) });
    if (!new URL(end.url).href.startsWith(redirectUri)) throw new Error(`stayed at ${end.url}: ${end.status} ${end.body}`);
    return {
      url,
      end: end.url,
      grant: (changes = {}) =>
        oidc.authorizationCodeGrant(config, end.url, {
          pkceCodeVerifier: verifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
          ...changes,
        }),
    };
  }

  const first = await logIn({ max_age: '3600' });
  const otherState = await refused(first.grant({ expectedState: 'another' }));
  const tokens = await first.grant({ maxAge: 3600 });
  const claims = tokens.claims();
  const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
  const silent = await (await logIn({ prompt: 'none' })).grant();

  const pushed = await logIn({ pushed: true });
  const afterPush = await pushed.grant();

  const wrongVerifier = await refused((await logIn()).grant({ pkceCodeVerifier: oidc.randomPKCECodeVerifier() }));
  const renewed = await oidc.refreshTokenGrant(config, tokens.refresh_token);
  const introspected = client.secret || client.key ? await oidc.tokenIntrospection(config, renewed.access_token) : null;
  await oidc.tokenRevocation(config, renewed.refresh_token ?? tokens.refresh_token);
  const afterRevocation = client.secret || client.key ? await oidc.tokenIntrospection(config, renewed.access_token) : null;
  const revoked = await refused(oidc.refreshTokenGrant(config, renewed.refresh_token ?? tokens.refresh_token));
  const userinfoRevoked = await refused(oidc.fetchUserInfo(config, renewed.access_token, claims.sub));

  const last = await oidc.buildEndSessionUrl(config, {
    id_token_hint: silent.id_token,
    post_logout_redirect_uri: asked.post_logout_redirect_uri,
    state: 'bye',
  });
  const out = await browser.visit(last, { ...user, until: (at) => at.href.startsWith(asked.post_logout_redirect_uri) });
  const nobody = await refused((await logIn({ prompt: 'none' })).grant());
  const sessionEnded = await refused(oidc.refreshTokenGrant(config, silent.refresh_token));

  return {
    metadata: config.serverMetadata(),
    claims,
    userinfo,
    otherState,
    silent: silent.claims().sub,
    pushed: { parameters: [...pushed.url.searchParams.keys()], sub: afterPush.claims().sub },
    wrongVerifier,
    renewed: { expires: renewed.expires_in, sub: renewed.claims()?.sub, nonce: renewed.claims()?.nonce ?? null, type: renewed.token_type },
    introspected,
    afterRevocation,
    revoked,
    userinfoRevoked,
    loggedOut: out.url.toString(),
    nobody,
    sessionEnded,
  };
}

const results = {};
for (const client of asked.clients) {
  try {
    results[client.id] = await run(client);
  } catch (e) {
    results[client.id] = { failed: `${e.stack} ${JSON.stringify(e.cause ?? null)} ${e.error_description ?? ''}` };
  }
}
console.log(JSON.stringify(results));
