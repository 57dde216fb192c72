// Verifies access tokens of a REST-auth server. It checks signature, issuer, audience, type and
// times locally, without a request to the server. It also refuses tokens of revoked sessions and
// accounts, and tokens from before a change of rights. The server's feed delivers revocations and
// changes of rights within a second. README.md explains the use, and docs/revocations.md describes
// the protocol.
import { compactVerify, importJWK } from 'jose';

/** Timeouts and intervals, in milliseconds. */
const TIMING = {
  staleAfter: 3_000,
  answerWithin: 2_000,
  snapshotWithin: 30_000,
  retryAtLeast: 100,
  retryAtMost: 2_000,
  refusedRetry: 2_000,
  keyInquiries: 10_000,
};
const CLOCK = { now: () => Date.now(), ticks: () => performance.now(), pause };
const CLOCK_DIFFERENCE_SECONDS = 60; // a token that was issued a moment ago must not be refused
const TOKEN_AT_MOST = 8 * 1024; // characters
const CACHED_TOKEN_AT_MOST = 2 * 1024;
const EVENT_AT_MOST = 4 << 20; // characters
const ANSWER_AT_MOST = 1 << 20; // bytes
const AUTHENTICATION_CLASSES = ['1', '2', 'phr', 'phrh']; // the weakest first
const INSUFFICIENT_SCOPE = 'Bearer error="insufficient_scope"';

/**
 * Thrown if there is no connection. `reason` is `key-refused`, `scope-missing`, `no-feed` or
 * `unreachable`.
 */
export class NotConnectedError extends Error {
  constructor(reason, message) {
    super(message);
    this.name = 'NotConnectedError';
    this.reason = reason;
  }
}

/**
 * Thrown if a valid token lacks a scope or a role. Answer with 403 and the error's headers (RFC
 * 6750, section 3.1). Another token with the same rights would not help.
 */
export class InsufficientScopeError extends Error {
  constructor(message, challenge) {
    super(message);
    this.name = 'InsufficientScopeError';
    this.status = 403;
    this.headers = { 'www-authenticate': challenge };
  }
}

/**
 * Thrown if the user of a valid token was authenticated too weakly or too long ago. Answer with 401
 * and the error's headers (RFC 9470, section 3). The client then lets the user log in again, and
 * repeats the request with the new token.
 */
export class StepUpRequiredError extends Error {
  constructor(message, acr, maxAge) {
    super(message);
    this.name = 'StepUpRequiredError';
    this.status = 401;
    this.headers = {
      'www-authenticate':
        `Bearer error="insufficient_user_authentication", acr_values="${acr}", max_age="${maxAge}"`,
    };
  }
}

/** Returns whether the claims of a token have the given scope. */
export function hasScope(claims, scope) {
  return claims.scope.split(' ').includes(checkedName(scope));
}

/** Returns whether the claims of a token name the given role. */
export function hasRole(claims, role) {
  return claims.roles?.includes(checkedName(role)) === true;
}

/**
 * Returns the id of the organization that the claims of a token name, `org`. The role in it is
 * `claims.org_role`. Throws an `InsufficientScopeError` if the claims name no organization.
 */
export function requireOrganization(claims) {
  if (claims.org === undefined) {
    throw new InsufficientScopeError('the token is for no organisation', INSUFFICIENT_SCOPE);
  }
  return claims.org;
}

/** Throws an `InsufficientScopeError` if the claims of a token lack the given scope. */
export function requireScope(claims, scope) {
  if (!hasScope(claims, scope)) {
    throw new InsufficientScopeError(`the token lacks the scope ${scope}`, `${INSUFFICIENT_SCOPE}, scope="${scope}"`);
  }
}

/** Throws an `InsufficientScopeError` if the claims of a token do not name the given role. */
export function requireRole(claims, role) {
  if (!hasRole(claims, role)) {
    throw new InsufficientScopeError(`the token lacks the role ${role}`, INSUFFICIENT_SCOPE);
  }
}

/**
 * Returns the account of the administrator who acts as the subject (RFC 8693, section 4.1), or
 * undefined for the subject's own tokens.
 */
export function actorOf(claims) {
  return claims.act?.sub;
}

/** Throws an `InsufficientScopeError` if an administrator acts as the subject of the claims. */
export function requireNoActor(claims) {
  if (actorOf(claims) !== undefined) {
    throw new InsufficientScopeError('an administrator acts as the subject of the token', INSUFFICIENT_SCOPE);
  }
}

/**
 * Returns the personal key for which the token was issued, or undefined for the token of a log-in.
 */
export function keyIdOf(claims) {
  return claims.key_id;
}

/** Throws an `InsufficientScopeError` if the token was issued for a personal key. */
export function requireNoKey(claims) {
  if (keyIdOf(claims) !== undefined) {
    throw new InsufficientScopeError('the token was issued for a personal key', INSUFFICIENT_SCOPE);
  }
}

/**
 * Throws a `StepUpRequiredError` if the class of the authentication is below `acr`, or if the
 * log-in was more than `maxAge` seconds ago. The clocks may differ by a minute.
 */
export function requireAuthentication(claims, acr, maxAge, now = Date.now()) {
  if (!AUTHENTICATION_CLASSES.includes(acr) || !(Number.isInteger(maxAge) && maxAge > 0)) {
    throw new TypeError(`a class is one of ${AUTHENTICATION_CLASSES.join(', ')}, and an age is a positive number of seconds`);
  }
  const strong = AUTHENTICATION_CLASSES.indexOf(claims.acr) >= AUTHENTICATION_CLASSES.indexOf(acr);
  const fresh = now / 1000 <= claims.auth_time + maxAge + CLOCK_DIFFERENCE_SECONDS;
  if (!strong || !fresh) {
    throw new StepUpRequiredError(`the user was authenticated too ${strong ? 'long ago' : 'weakly'}`, acr, maxAge);
  }
}

/**
 * Returns a name if all its characters are allowed in a scope (RFC 6749, section 3.3). The response
 * header contains the name, and a quotation mark or a line break would end the header's value.
 * Several names in one text would be a scope that no token can have.
 */
function checkedName(name) {
  if (typeof name !== 'string' || !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(name)) {
    throw new TypeError('a scope or role is one name of visible ASCII characters, without spaces, " and \\');
  }
  return name;
}

/**
 * Thrown if the stream has failed or is malformed. The next stream resumes after the last good
 * event.
 */
class FeedStreamError extends Error {}

/**
 * Connects to the server at `url`, and waits until the verifier has received all revocations.
 *
 * @param {string} url the URL of the server, such as https://auth.example.com
 * @param {string} serviceKey a service key with the scope `revocations:read`
 * @returns {Promise<Verifier>}
 */
export async function connect(url, serviceKey, options = {}) {
  const base = address(url, options.insecurelyOverPlainHttp === true);
  if (typeof serviceKey !== 'string' || !/^[\x21-\x7e]+$/.test(serviceKey.trim())) {
    throw new TypeError('a service key is a single line of letters and digits');
  }
  const settings = read(options);
  const server = new Server(base, serviceKey.trim(), settings);
  const state = new RevocationState(server, settings);
  const feed = new Feed(server, state, settings);
  const verifier = new Verifier(server, state, feed, settings);
  try {
    await feed.ready(settings.connectWithin);
  } catch (e) {
    verifier.close();
    throw e;
  }
  return verifier;
}

function address(url, plainHttp) {
  let parsed;
  try {
    parsed = new URL(url);
  } catch {
    throw new TypeError('the server\'s URL must be like https://auth.example.com');
  }
  if (!/^https?:$/.test(parsed.protocol) || parsed.username || parsed.password || /[?#]/.test(parsed.href)) {
    throw new TypeError('the server\'s URL must be like https://auth.example.com, without user, query or fragment');
  }
  const local = /^(localhost|127(\.[0-9]{1,3}){3}|\[::1\])$/.test(parsed.hostname);
  if (parsed.protocol === 'http:' && !local && !plainHttp) {
    throw new TypeError('the service key would be sent over plain http; use https, or insecurelyOverPlainHttp');
  }
  return parsed.href.replace(/\/+$/, '');
}

function read(options) {
  const { audience, whenStale = 'refuse', leeway = 0, connectWithin = 10, remembered = 16_384, timing, clock } = options;
  const goOnFor = whenStale?.goOnFor;
  if (whenStale !== 'refuse' && whenStale !== 'ask-server' && !(Number.isFinite(goOnFor) && goOnFor > 0)) {
    throw new TypeError("whenStale is 'refuse', 'ask-server' or { goOnFor: seconds }");
  }
  if (audience !== undefined && typeof audience !== 'string') {
    throw new TypeError('audience must be a string');
  }
  if (!(leeway >= 0 && leeway <= 60)) {
    throw new TypeError('leeway must be between 0 and 60 seconds');
  }
  if (!(connectWithin > 0 && connectWithin <= 3_600)) {
    throw new TypeError('connectWithin must be at most 3,600 seconds');
  }
  if (!(Number.isInteger(remembered) && remembered >= 2)) {
    throw new TypeError('remembered must be a number of tokens, at least 2');
  }
  const given = { audience, whenStale, goOnFor, leeway, connectWithin, remembered };
  return { ...given, clock: { ...CLOCK, ...clock }, ...TIMING, ...timing };
}

/**
 * Returns a verdict that refuses a token, with the status and the headers of the service's
 * response.
 */
function refusal(status, headers) {
  return Object.freeze({ claims: null, status, headers: Object.freeze(headers) });
}

// A request without a token gets no error code (RFC 6750, section 3.1).
const NO_TOKEN = refusal(401, { 'www-authenticate': 'Bearer' });
const BAD_TOKEN = refusal(401, { 'www-authenticate': 'Bearer error="invalid_token"' });
const UNKNOWN = refusal(503, { 'retry-after': '3' });
const NO_HEADERS = Object.freeze({});

/**
 * A verifier of tokens, which works until it is closed. One verifier serves a whole application.
 */
class Verifier {
  #server;
  #state;
  #feed;
  #settings;
  #cache;
  #closed = false;

  constructor(server, state, feed, settings) {
    this.#server = server;
    this.#state = state;
    this.#feed = feed;
    this.#settings = settings;
    this.#cache = new TokenCache(settings.remembered);
  }

  /**
   * Returns the claims of a token if it is valid now, and null otherwise. Never throws, whatever
   * the text. A cached token takes microseconds.
   *
   * @param {string} token the text after `Bearer`
   */
  async verify(token) {
    return (await this.judge(token)).claims;
  }

  /**
   * Verifies a token like `verify`. If the token is refused, the verdict contains the response: 401
   * if the client needs another token, and 503 if the verifier cannot determine now whether the
   * token was revoked. For a missing or empty token, the response header is a plain `Bearer`. Never
   * throws, whatever the text.
   *
   * @param {string | null | undefined} token the text after `Bearer`
   */
  async judge(token) {
    let entry = this.#cache.find(token);
    if (entry === undefined || !this.#state.keys.holds(entry.key)) {
      entry = await this.#checkSigned(token);
    }
    if (entry === null || !this.#isValid(entry)) {
      return token === undefined || token === null || token === '' ? NO_TOKEN : BAD_TOKEN;
    }
    if (!this.#state.isFresh()) {
      const accepted = await this.#isAcceptedWhileStale(token);
      // A revocation that has arrived in the meantime also counts.
      if (accepted === false || !this.#isValid(entry)) {
        return BAD_TOKEN;
      }
      if (accepted === undefined) {
        return UNKNOWN;
      }
    }
    return { claims: entry.claims, status: 200, headers: NO_HEADERS };
  }

  async #checkSigned(token) {
    const presented = parse(token);
    // The cheap checks come first, because an expired token must not cost a signature check.
    if (presented === null || !this.#isOurs(presented.claims) || !this.#isInTime(presented.claims)) {
      return null;
    }
    const key = await this.#state.keys.find(presented.header.kid);
    if (key === undefined || !(await key.hasSigned(token))) {
      return null;
    }
    // Only verified claims are frozen, because freezing recurses as deep as the claims.
    const entry = { claims: frozen(presented.claims), key, clearAt: -1 };
    this.#cache.add(token, entry);
    return entry;
  }

  #isValid(entry) {
    const { claims, key } = entry;
    return (
      !this.#closed &&
      this.#isOurs(claims) &&
      this.#isInTime(claims) &&
      this.#state.keys.holds(key) &&
      !this.#state.isRevoked(entry)
    );
  }

  #isOurs(claims) {
    const { issuer, audience } = this.#state.terms;
    return claims.iss === issuer && (claims.aud === audience || (Array.isArray(claims.aud) && claims.aud.includes(audience)));
  }

  /**
   * Returns whether the times are valid now. At its `exp`, a token has expired (RFC 7519, section
   * 4.1.4).
   */
  #isInTime(claims) {
    const now = seconds(this.#settings.clock);
    // A snapshot omits revocations of tokens that had expired before the snapshot.
    const leeway = claims.exp > this.#state.terms.since ? this.#settings.leeway : 0;
    return (
      now - leeway < claims.exp &&
      claims.iat <= now + CLOCK_DIFFERENCE_SECONDS &&
      (claims.nbf ?? claims.iat) <= now + CLOCK_DIFFERENCE_SECONDS
    );
  }

  /** Returns whether a token is accepted, or undefined if that cannot be determined now. */
  async #isAcceptedWhileStale(token) {
    const { whenStale, goOnFor } = this.#settings;
    if (whenStale === 'ask-server') {
      return this.#server.isActive(token);
    }
    return whenStale !== 'refuse' && this.#state.staleFor() <= goOnFor * 1000 ? true : undefined;
  }

  /**
   * Returns whether the verifier has received all revocations that are older than three seconds.
   * Suitable for a health check.
   */
  get fresh() {
    return !this.#closed && this.#state.isFresh();
  }

  /** Returns the last problem with the feed, for log messages. The text contains no secret. */
  get trouble() {
    return this.#feed.trouble;
  }

  /** Closes the connection. After that no token is valid. Further calls have no effect. */
  close() {
    this.#closed = true;
    this.#feed.close();
  }
}

/**
 * Parses an access token (RFC 9068, RFC 8725) without verifying it. Returns null if its form is
 * wrong.
 */
function parse(token) {
  if (typeof token !== 'string' || token.length > TOKEN_AT_MOST) {
    return null;
  }
  const parts = token.split('.');
  if (parts.length !== 3 || !parts.every(isCanonical)) {
    return null;
  }
  const header = json(parts[0]);
  const claims = json(parts[1]);
  const good =
    header !== null &&
    claims !== null &&
    // Parameters with a key or with requirements, such as jwk, jku or crit, are not allowed.
    Object.keys(header).every((name) => name === 'alg' || name === 'typ' || name === 'kid') &&
    header.typ === 'at+jwt' &&
    typeof header.kid === 'string' &&
    ['iss', 'sub', 'sid', 'jti', 'client_id', 'scope'].every((name) => typeof claims[name] === 'string') &&
    ['iat', 'exp', 'gen'].every((name) => Number.isSafeInteger(claims[name])) &&
    (claims.nbf === undefined || Number.isSafeInteger(claims.nbf)) &&
    (claims.rgt === undefined || isNumber(claims.rgt)) &&
    // A token that is bound to a key of its client (RFC 7800) is not a Bearer token.
    claims.cnf === undefined &&
    // If the actor were ignored, the token would count as the subject's own token.
    (claims.act === undefined || (isObject(claims.act) && typeof claims.act.sub === 'string')) &&
    // If the key were ignored, the token would count as the token of a log-in.
    (claims.key_id === undefined || typeof claims.key_id === 'string') &&
    (claims.roles === undefined || isTexts(claims.roles)) &&
    // The token must have both claims or neither.
    ([claims.org, claims.org_role].every((claim) => typeof claim === 'string') ||
      (claims.org === undefined && claims.org_role === undefined));
  return good ? { header, claims } : null;
}

/**
 * Returns whether the text is the canonical encoding. Otherwise one token would have any number of
 * texts, each with a cache entry.
 */
function isCanonical(part) {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}

function json(part) {
  try {
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(part, 'base64url')));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value) {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

/** Freezes a value, because all callers get the same object. */
function frozen(value) {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

/**
 * A cache of tokens with a checked signature, by their text. If there are too many tokens, the
 * cache evicts the older half.
 */
class TokenCache {
  #atMost;
  #recent = new Map();
  #old = new Map();

  constructor(atMost) {
    this.#atMost = atMost;
  }

  find(token) {
    const recent = this.#recent.get(token);
    if (recent !== undefined) {
      return recent;
    }
    const old = this.#old.get(token);
    if (old !== undefined) {
      this.add(token, old);
    }
    return old;
  }

  add(token, entry) {
    if (token.length > CACHED_TOKEN_AT_MOST) {
      return;
    }
    if (this.#recent.size >= this.#atMost >> 1) {
      this.#old = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(token, entry);
  }
}

/** Requests to the server. */
class Server {
  #base;
  #authorization;
  #settings;
  #asked = 0;
  #pausedUntil = -Infinity;

  constructor(base, serviceKey, settings) {
    this.#base = base;
    this.#authorization = `Bearer ${serviceKey}`;
    this.#settings = settings;
  }

  get base() {
    return this.#base;
  }

  follow(lastId, signal) {
    const headers = { accept: 'text/event-stream', authorization: this.#authorization };
    if (lastId !== undefined) {
      headers['last-event-id'] = lastId;
    }
    // Without the query, a snapshot has no changes of rights. A server of an older version ignores
    // the query.
    return fetch(`${this.#base}/api/revocations?rights=true`, { headers, signal, redirect: 'manual' });
  }

  async keySet() {
    return (await this.#ask('/.well-known/jwks.json', { headers: { 'cache-control': 'no-cache' } })).keys;
  }

  /**
   * Returns whether a token is active according to the server (RFC 7662), or undefined if there is
   * no response in time.
   */
  async isActive(token) {
    if (this.#asked >= 64 || this.#settings.clock.ticks() < this.#pausedUntil) {
      return undefined;
    }
    this.#asked++;
    try {
      const answer = await this.#ask('/oauth/introspect', {
        method: 'POST',
        headers: { authorization: this.#authorization },
        body: new URLSearchParams({ token }),
      });
      return answer.active === true;
    } catch {
      this.#pausedUntil = this.#settings.clock.ticks() + 500; // an unavailable server must not block all requests
      return undefined;
    } finally {
      this.#asked--;
    }
  }

  async #ask(path, request) {
    const signal = AbortSignal.timeout(this.#settings.answerWithin);
    const response = await fetch(this.#base + path, { ...request, signal, redirect: 'manual' });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new Error(`the server answered ${response.status}`);
    }
    return JSON.parse(await shortText(response));
  }
}

/** Reads a body of at most 1 MB. Fails if the body is longer. */
async function shortText(response) {
  const decoder = new TextDecoder();
  let text = '';
  let left = ANSWER_AT_MOST;
  for await (const bytes of response.body ?? []) {
    left -= bytes.length;
    if (left < 0) {
      throw new Error('the response is too long');
    }
    text += decoder.decode(bytes, { stream: true });
  }
  return text;
}

/**
 * A public key that verifies tokens. The type of the key determines the algorithm. The algorithm in
 * a token is only compared with the key's algorithm.
 */
class Key {
  #jwk;
  #algorithms;
  #imported;

  constructor(jwk, algorithms) {
    this.#jwk = jwk;
    this.#algorithms = algorithms;
    this.kid = jwk.kid;
    this.text = JSON.stringify(jwk);
  }

  /** Parses a key, or returns undefined if the key is unusable. */
  static read(jwk) {
    if (!isObject(jwk) || typeof jwk.kid !== 'string' || 'd' in jwk || (jwk.use ?? 'sig') !== 'sig') {
      return undefined;
    }
    const algorithms = algorithmsOf(jwk);
    return algorithms.includes(jwk.alg ?? algorithms[0]) ? new Key(jwk, algorithms) : undefined;
  }

  async hasSigned(token) {
    try {
      // Both names of Ed25519 are mapped to one, so that the key is imported only once.
      this.#imported ??= importJWK({ ...this.#jwk, alg: this.#algorithms[0] }, this.#algorithms[0]);
      await compactVerify(token, await this.#imported, { algorithms: this.#algorithms });
      return true;
    } catch {
      return false;
    }
  }
}

function algorithmsOf({ kty, crv, n }) {
  if (kty === 'EC' && crv === 'P-256') {
    return ['ES256'];
  }
  if (kty === 'OKP' && crv === 'Ed25519') {
    return ['Ed25519', 'EdDSA'];
  }
  return kty === 'RSA' && typeof n === 'string' && Buffer.from(n, 'base64url').length >= 256 ? ['RS256'] : [];
}

/**
 * The keys that currently sign tokens. The feed announces these keys. If a token names another key
 * id, the client also requests the key set, but at most once in ten seconds for all unknown keys
 * together.
 */
class Keys {
  #server;
  #settings;
  #announced = new Map();
  #removed = new Set(); // ids of earlier announcements; an outdated response must not restore them
  #inquiry = { at: -Infinity, keys: new Map(), answer: undefined };

  constructor(server, settings) {
    this.#server = server;
    this.#settings = settings;
  }

  announce(jwks) {
    const keys = this.#read(jwks);
    for (const kid of this.#announced.keys()) {
      this.#removed.add(kid);
    }
    for (const kid of this.#removed) {
      if (this.#removed.size <= 1_000) {
        break;
      }
      this.#removed.delete(kid);
    }
    this.#announced = keys;
    // A response to an earlier request may be older than this announcement.
    this.#inquiry = { ...this.#inquiry, keys: new Map(), answer: undefined };
  }

  /**
   * Reads keys. A key that is already announced stays the same object, so that it is imported only
   * once.
   */
  #read(jwks) {
    const keys = new Map();
    for (const jwk of jwks) {
      const key = Key.read(jwk);
      if (key !== undefined) {
        const before = this.#announced.get(key.kid);
        keys.set(key.kid, before?.text === key.text ? before : key);
      }
    }
    return keys;
  }

  async find(kid) {
    const key = this.#announced.get(kid);
    if (key !== undefined || this.#removed.has(kid)) {
      return key;
    }
    if (!this.#isRecent()) {
      const inquiry = { at: this.#settings.clock.ticks(), keys: new Map(), answer: undefined };
      this.#inquiry = inquiry;
      inquiry.answer = this.#server
        .keySet()
        .then((jwks) => (inquiry.keys = this.#read(jwks)))
        .catch(() => {}); // the key stays unknown
    }
    await this.#inquiry.answer;
    return this.#announced.get(kid) ?? this.#asked(kid);
  }

  #isRecent() {
    return this.#settings.clock.ticks() - this.#inquiry.at < this.#settings.keyInquiries;
  }

  #asked(kid) {
    return this.#isRecent() && !this.#removed.has(kid) ? this.#inquiry.keys.get(kid) : undefined;
  }

  /**
   * Returns whether a previously found key is still valid, whatever its source. Never sends a
   * request to the server.
   */
  holds(key) {
    return (this.#announced.get(key.kid) ?? this.#asked(key.kid))?.text === key.text;
  }
}

/**
 * Returns the names under which the feed reports a change of an organization, or of a role in all
 * organizations.
 */
function marks(org, role) {
  return org === undefined ? [] : [`org/${org}`, `org/${role}`];
}

/**
 * Changes of rights that may still affect unexpired tokens. Each change has a number. Of the tokens
 * that a change affects, it outdates the tokens with a lower `rgt`. A change of an account affects
 * all its tokens. A change of a role affects tokens that name the role or have one of its scopes.
 */
class RightsChanges {
  #accounts = new Map(); // number and expiry
  #roles = new Map(); // scopes, number and expiry
  // The highest number for each role and scope, so that a check takes the same time however many
  // roles have changed.
  #byRole = new Map();
  #byScope = new Map();
  #highest = 0; // highest number of all roles
  #isIndexed = true;

  outdate({ sub, rgt = 0, scope, roles = [], org, org_role: role }) {
    if (!this.#isIndexed) {
      this.#index(); // once, at the next search, instead of for each role of a snapshot
    }
    const isAbove = (numbers) => (name) => rgt < (numbers.get(name) ?? 0);
    return (
      rgt < (this.#accounts.get(sub)?.rights ?? 0) ||
      (rgt < this.#highest && (scope.split(' ').some(isAbove(this.#byScope)) ||
        [...roles, ...marks(org, role)].some(isAbove(this.#byRole))))
    );
  }

  account(sub, rights, until) {
    const before = this.#accounts.get(sub) ?? { rights, until };
    this.#accounts.set(sub, { rights: Math.max(rights, before.rights), until: Math.max(until, before.until) });
  }

  /**
   * Adds a change of a role. Several changes of one role become one change, with all scopes, the
   * highest number and the latest expiry.
   */
  role(role, scopes, rights, until) {
    const before = this.#roles.get(role) ?? { scopes, rights, until };
    this.#roles.set(role, {
      scopes: new Set([...before.scopes, ...scopes]),
      rights: Math.max(rights, before.rights),
      until: Math.max(until, before.until),
    });
    this.#isIndexed = false;
  }

  #index() {
    this.#isIndexed = true;
    this.#highest = 0;
    this.#byRole.clear();
    this.#byScope.clear();
    for (const [role, { scopes, rights }] of this.#roles) {
      this.#highest = Math.max(this.#highest, rights);
      this.#byRole.set(role, rights);
      for (const scope of scopes) {
        this.#byScope.set(scope, Math.max(rights, this.#byScope.get(scope) ?? 0));
      }
    }
  }

  removeExpired(now) {
    for (const changes of [this.#accounts, this.#roles]) {
      for (const [name, { until }] of changes) {
        if (until <= now) {
          changes.delete(name);
          this.#isIndexed = false;
        }
      }
    }
  }
}

/** The state that the feed delivers: all data that a token check needs. */
class RevocationState {
  #settings;
  #sessions = new Map(); // expiry of the sessions' tokens, in seconds since 1970
  #accounts = new Map(); // generation, and expiry of the older tokens
  #rights = new RightsChanges();
  #additions = 0;
  #freshUntil;
  terms = {};

  constructor(server, settings) {
    this.#settings = settings;
    this.#freshUntil = settings.clock.ticks();
    this.keys = new Keys(server, settings);
  }

  /**
   * Returns whether a token is revoked. If the last search for the token found no revocation,
   * searches again only after new revocations have arrived.
   */
  isRevoked(entry) {
    if (entry.clearAt === this.#additions) {
      return false;
    }
    const { sid, sub, gen } = entry.claims;
    const revoked =
      this.#sessions.has(sid) ||
      gen < (this.#accounts.get(sub)?.generation ?? gen) ||
      this.#rights.outdate(entry.claims);
    if (!revoked) {
      entry.clearAt = this.#additions;
    }
    return revoked;
  }

  session(sid, until) {
    this.#additions++;
    this.#sessions.set(sid, Math.max(until, this.#sessions.get(sid) ?? until));
  }

  account(sub, generation, until) {
    this.#additions++;
    const before = this.#accounts.get(sub) ?? { generation, until };
    this.#accounts.set(sub, {
      generation: Math.max(generation, before.generation),
      until: Math.max(until, before.until),
    });
  }

  rights(sub, rights, until) {
    this.#additions++;
    this.#rights.account(sub, rights, until);
  }

  role(role, scopes, rights, until) {
    this.#additions++;
    this.#rights.role(role, scopes, rights, until);
  }

  /**
   * Applies a snapshot as a whole. Earlier revocations stay until they expire. Otherwise a server
   * that is still in an older epoch could undo them.
   */
  replace({ sessions, accounts, rights, roles, keys, issuer, audience }) {
    sessions.forEach((until, sid) => this.session(sid, until));
    accounts.forEach(([generation, until], sub) => this.account(sub, generation, until));
    rights.forEach((row) => this.rights(...row));
    roles.forEach((row) => this.role(...row));
    this.keys.announce(keys);
    this.terms = { issuer, audience: this.#settings.audience ?? audience, since: seconds(this.#settings.clock) };
  }

  /** Removes revocations whose tokens have all expired. */
  removeExpired() {
    const now = seconds(this.#settings.clock) - this.#settings.leeway;
    for (const [sid, until] of this.#sessions) {
      if (until <= now) {
        this.#sessions.delete(sid);
      }
    }
    for (const [sub, { until }] of this.#accounts) {
      if (until <= now) {
        this.#accounts.delete(sub);
      }
    }
    this.#rights.removeExpired(now);
  }

  /** Records that all revocations up to the time `at`, in ticks, have been received. */
  upToDate(at) {
    this.#freshUntil = Math.max(this.#freshUntil, at + this.#settings.staleAfter);
  }

  markStale() {
    this.#freshUntil = Math.min(this.#freshUntil, this.#settings.clock.ticks());
  }

  isFresh() {
    return this.staleFor() < 0;
  }

  staleFor() {
    return this.#settings.clock.ticks() - this.#freshUntil;
  }
}

/**
 * Maintains a connection to the feed: follows the stream, drops a malformed stream, and reconnects.
 */
class Feed {
  #server;
  #state;
  #settings;
  #ended = new AbortController();
  #outcome = Promise.withResolvers?.() ?? withResolvers();
  #failures = 0;
  trouble = 'no answer yet';

  constructor(server, state, settings) {
    this.#server = server;
    this.#state = state;
    this.#settings = settings;
    void this.#run();
  }

  async ready(seconds) {
    const waiting = new AbortController();
    const reached = await Promise.race([
      this.#outcome.promise.then(() => true),
      pause(seconds * 1000, waiting.signal).then(() => false),
    ]).finally(() => waiting.abort());
    if (!reached) {
      throw new NotConnectedError(
        'unreachable',
        `REST-auth at ${this.#server.base} was not ready within ${seconds} s: ${this.trouble}`,
      );
    }
  }

  close() {
    this.#ended.abort();
  }

  async #run() {
    const follower = new Follower(this.#state, this.#settings);
    while (!this.#ended.signal.aborted) {
      let wait;
      try {
        await this.#follow(follower);
      } catch (e) {
        this.trouble = e.message;
        if (e instanceof NotConnectedError) {
          this.#state.markStale();
          this.#outcome.reject(e);
          wait = jitter(this.#settings.refusedRetry);
        }
      }
      await this.#settings.clock.pause(wait ?? this.#backoff(), this.#ended.signal);
    }
  }

  /** Follows one stream until it fails. */
  async #follow(follower) {
    const stream = new AbortController();
    const abort = () => stream.abort();
    this.#ended.signal.addEventListener('abort', abort, { once: true });
    let timer;
    const expectEventWithin = (milliseconds) => {
      clearTimeout(timer);
      timer = setTimeout(abort, milliseconds);
    };
    try {
      expectEventWithin(this.#settings.staleAfter);
      follower.begin();
      const response = await this.#server.follow(follower.lastId, stream.signal);
      this.#check(response);
      const events = new EventParser((event) => {
        const kind = follower.receive(event);
        if (kind !== 'change') {
          // A change does not extend the time, because only a heartbeat proves that no event is
          // missing.
          expectEventWithin(this.#settings.staleAfter);
        }
        if (kind === 'heartbeat') {
          this.#failures = 0;
          this.#outcome.resolve();
        }
      });
      for await (const bytes of response.body) {
        events.read(bytes);
      }
      throw new FeedStreamError('the server ended the stream');
    } catch (e) {
      if (e instanceof FeedStreamError || e instanceof NotConnectedError) {
        throw e;
      }
      throw new FeedStreamError(stream.signal.aborted ? 'nothing was received in time' : reason(e));
    } finally {
      clearTimeout(timer);
      this.#ended.signal.removeEventListener('abort', abort);
      stream.abort();
    }
  }

  #check(response) {
    const type = response.headers.get('content-type') ?? '';
    if (response.status === 200 && type.startsWith('text/event-stream')) {
      return;
    }
    const at = `REST-auth at ${this.#server.base}:`;
    switch (response.status) {
      case 200:
        throw new FeedStreamError('the response is not an event stream');
      case 401:
        throw new NotConnectedError('key-refused', `${at} the server refuses the service key (401)`);
      case 403:
        throw new NotConnectedError('scope-missing', `${at} the service key lacks the scope revocations:read (403)`);
      case 404:
        throw new NotConnectedError('no-feed', `${at} the server has no /api/revocations (404)`);
      default:
        throw new FeedStreamError(`the server answered ${response.status}`);
    }
  }

  #backoff() {
    const wait = this.#settings.retryAtLeast * 2 ** Math.min(this.#failures++, 10);
    return jitter(Math.min(wait, this.#settings.retryAtMost / 2));
  }
}

/**
 * Returns a random time between the given time and twice that time, so that clients do not all
 * reconnect at the same moment.
 */
function jitter(milliseconds) {
  return milliseconds * (1 + Math.random());
}

/**
 * Returns the reason of an error. Node gives the details of a failed request in the error's cause.
 * Neither the error nor its cause contains a request header.
 */
function reason(e) {
  return `no connection: ${e.cause?.code ?? e.cause?.message ?? e.message}`;
}

function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, milliseconds);
    signal.addEventListener('abort', over, { once: true });
    if (signal.aborted) {
      over();
    }
  });
}

/** Replaces Promise.withResolvers, which Node 20 lacks. */
function withResolvers() {
  const outcome = {};
  outcome.promise = new Promise((resolve, reject) => Object.assign(outcome, { resolve, reject }));
  return outcome;
}

/**
 * Interprets the events. Each event names the previous event. If the previous event is not the last
 * one that was received, an event is missing or duplicated, and the follower drops the stream.
 */
class Follower {
  #state;
  #settings;
  #last; // { epoch, number }; undefined before the first snapshot
  #hasRights = false;
  #phase = 'beginning';
  #snapshot;
  #askedAt;
  #cleanedAt = -Infinity;

  constructor(state, settings) {
    this.#state = state;
    this.#settings = settings;
  }

  /**
   * Returns the id of the event after which the next stream may resume. Returns undefined before
   * the first snapshot, and if the last snapshot came from an older server, which does not support
   * changes of rights. During an upgrade, the next stream may come from a newer server, which must
   * then send all changes of rights.
   */
  get lastId() {
    return this.#last && this.#hasRights ? `${this.#last.epoch}-${this.#last.number}` : undefined;
  }

  /** Begins a stream. Must be called just before the request for the stream. */
  begin() {
    this.#phase = 'beginning';
    this.#askedAt = this.#settings.clock.ticks();
  }

  /** Applies an event, and returns its kind: `beginning`, `change` or `heartbeat`. */
  receive({ type, id, data }) {
    if (this.#phase === 'current') {
      return this.#next(type, id, data);
    }
    if (this.#phase === 'beginning') {
      this.#first(type, parsed(data));
    } else {
      this.#part(type, id, parsed(data));
    }
    return 'beginning';
  }

  #first(type, data) {
    if (type === 'resumed') {
      const isAsked = this.lastId !== undefined && data.after === this.#last.number;
      demand(isAsked, 'the stream resumed at another position');
      this.#phase = 'current';
    } else {
      demand(type === 'snapshot', 'the stream begins with a wrong event');
      this.#snapshot = {
        wanted: { rights: 0, roles: 0, ...data },
        hasRights: data.rights !== undefined && data.roles !== undefined,
        sessions: new Map(),
        accounts: new Map(),
        rights: [],
        roles: [],
        keys: undefined,
        at: this.#settings.clock.ticks(),
      };
      this.#phase = 'snapshot';
    }
  }

  #part(type, id, data) {
    const late = this.#settings.clock.ticks() - this.#snapshot.at > this.#settings.snapshotWithin;
    demand(!late, 'a snapshot takes too long');
    switch (type) {
      case 'sessions':
        for (const [sid, until] of rows(data.sessions)) {
          demand(typeof sid === 'string' && isNumber(until), 'a session is malformed');
          this.#snapshot.sessions.set(sid, until);
        }
        break;
      case 'accounts':
        for (const [sub, generation, until] of rows(data.accounts)) {
          demand(typeof sub === 'string' && isNumber(generation) && isNumber(until), 'an account is malformed');
          this.#snapshot.accounts.set(sub, [generation, until]);
        }
        break;
      case 'rights':
        for (const [sub, rights, until] of rows(data.rights)) {
          demandRights(sub, rights, until);
          this.#snapshot.rights.push([sub, rights, until]);
        }
        break;
      case 'roles':
        for (const [role, scopes, rights, until] of rows(data.roles)) {
          demandRole(role, scopes, rights, until);
          this.#snapshot.roles.push([role, scopes, rights, until]);
        }
        break;
      case 'keys':
        this.#snapshot.keys = rows(data.keys, () => true);
        break;
      case 'current':
        this.#complete(position(id), data);
        break;
      default:
        throw new FeedStreamError('a snapshot contains another kind of event');
    }
  }

  #complete(at, { issuer, audience }) {
    const { wanted, hasRights, sessions, accounts, rights, roles, keys } = this.#snapshot;
    // The rows are counted without duplicates, because a duplicate would hide a missing row.
    const whole =
      keys !== undefined &&
      sessions.size === wanted.sessions &&
      accounts.size === wanted.accounts &&
      countOfFirst(rights) === wanted.rights &&
      countOfFirst(roles) === wanted.roles;
    demand(whole, 'a part of a snapshot is missing');
    demand(typeof issuer === 'string' && typeof audience === 'string', 'there is no issuer or audience');
    const sameEpoch = this.#last?.epoch === at.epoch;
    demand(!sameEpoch || at.number >= this.#last.number, 'a snapshot is older than the current state');
    if (!sameEpoch) {
      this.#state.markStale(); // freshness in one epoch does not apply to another
    }
    this.#state.replace({ sessions, accounts, rights, roles, keys, issuer, audience });
    this.#last = at;
    this.#hasRights = hasRights;
    this.#snapshot = undefined;
    this.#phase = 'current';
  }

  #next(type, id, text) {
    const isOfBeginning = ['resumed', 'snapshot', 'sessions', 'accounts', 'roles', 'current'].includes(type);
    demand(!isOfBeginning, 'an event of a beginning arrives later');
    const known = ['session', 'account', 'rights', 'role', 'keys', 'heartbeat'].includes(type);
    if (!known && id === undefined) {
      return 'change'; // an unknown kind of event, not part of the sequence
    }
    const data = parsed(text);
    const at = position(id);
    const { epoch, number } = this.#last;
    const follows = at.number > number || (at.number === number && type === 'heartbeat');
    demand(at.epoch === epoch && data.after === number && follows, 'an event is out of sequence');
    this.#apply(type, data);
    this.#last = at;
    return type === 'heartbeat' ? 'heartbeat' : 'change';
  }

  #apply(type, data) {
    switch (type) {
      case 'session':
        demand(typeof data.sid === 'string' && isNumber(data.until), 'a session is malformed');
        this.#state.session(data.sid, data.until);
        break;
      case 'account':
        demand(
          typeof data.sub === 'string' && isNumber(data.generation) && isNumber(data.until),
          'an account is malformed',
        );
        this.#state.account(data.sub, data.generation, data.until);
        break;
      case 'rights':
        demandRights(data.sub, data.rights, data.until);
        this.#state.rights(data.sub, data.rights, data.until);
        break;
      case 'role':
        demandRole(data.role, data.scopes, data.rights, data.until);
        this.#state.role(data.role, data.scopes, data.rights, data.until);
        break;
      case 'keys':
        this.#state.keys.announce(rows(data.keys, () => true));
        break;
      case 'heartbeat':
        this.#heartbeat(data);
        break;
      default: // an unknown kind of event, but part of the sequence
    }
  }

  /**
   * Applies a heartbeat. At the time of sending, the stream was `since` seconds old, and the server
   * cannot have begun the stream before the request. The time since the request, less `since`, is
   * therefore the longest possible delay of the heartbeat. A delayed heartbeat proves freshness
   * only up to the time of sending.
   */
  #heartbeat({ age, since }) {
    demand(isDuration(age) && isDuration(since), 'a heartbeat lacks its times');
    const now = this.#settings.clock.ticks();
    const late = now - this.#askedAt - since * 1000;
    const { staleAfter } = this.#settings;
    demand(late < staleAfter, 'the stream is delayed too much');
    demand(late > -staleAfter / 2, 'the heartbeat is from another stream, or the clocks have drifted apart');
    this.#state.upToDate(now - Math.max(late, 0) - age * 1000);
    // Two clocks drift apart over time. A new request for the stream corrects the drift before it
    // matters.
    const drifted = late > staleAfter / 2 && now - this.#askedAt > 60_000;
    demand(!drifted, 'the clocks have drifted apart');
    if (now - this.#cleanedAt > 10_000) {
      this.#cleanedAt = now;
      this.#state.removeExpired();
    }
  }
}

function demand(condition, problem) {
  if (!condition) {
    throw new FeedStreamError(problem);
  }
}

/** Returns the number of different first elements of rows. */
function countOfFirst(list) {
  return new Set(list.map(([first]) => first)).size;
}

function demandRights(sub, rights, until) {
  demand(typeof sub === 'string' && isNumber(rights) && isNumber(until), 'a change of rights is malformed');
}

function demandRole(role, scopes, rights, until) {
  const good = typeof role === 'string' && isTexts(scopes) && isNumber(rights) && isNumber(until);
  demand(good, 'a change of a role is malformed');
}

function isNumber(value) {
  return Number.isSafeInteger(value) && value >= 0;
}

/** Returns the seconds since 1970. */
function seconds(clock) {
  return Math.floor(clock.now() / 1000);
}

function isDuration(value) {
  return Number.isFinite(value) && value >= 0;
}

function parsed(data) {
  let value;
  try {
    value = JSON.parse(data);
  } catch {
    // invalid JSON fails below
  }
  demand(isObject(value), 'an event is malformed');
  return value;
}

/**
 * Returns the rows of a list. Unusable keys are not refused here but ignored later (RFC 7517,
 * section 5).
 */
function rows(value, isRow = Array.isArray) {
  demand(Array.isArray(value) && value.every(isRow), 'a list is malformed');
  return value;
}

function position(id) {
  const parts = /^([^-]+)-([0-9]{1,16})$/.exec(id ?? '');
  demand(parts !== null && isNumber(Number(parts[2])), 'an event has no id');
  return { epoch: parts[1], number: Number(parts[2]) };
}

/** Parses Server-Sent Events (WHATWG HTML, section 9.2.6). Drops an incomplete event. */
class EventParser {
  #receive;
  #decoder = new TextDecoder();
  #text = '';
  #skipLineFeed = false;
  #event = {};
  #length = 0;

  /** @param {(event: {type: string, id?: string, data: string}) => void} receive */
  constructor(receive) {
    this.#receive = receive;
  }

  read(bytes) {
    let text = this.#decoder.decode(bytes, { stream: true });
    if (this.#skipLineFeed && text !== '') {
      text = text.startsWith('\n') ? text.slice(1) : text;
      this.#skipLineFeed = false;
    }
    const lines = (this.#text + text).split(/\r\n|\n|\r/);
    this.#skipLineFeed = text.endsWith('\r');
    this.#text = lines.pop();
    demand(this.#text.length + this.#length <= EVENT_AT_MOST, 'an event is too long');
    lines.forEach((line) => this.#line(line));
  }

  #line(line) {
    if (line === '') {
      const { type = 'message', id, data } = this.#event;
      this.#event = {};
      this.#length = 0;
      if (data !== undefined) {
        this.#receive({ type, id, data });
      }
      return;
    }
    this.#length += line.length;
    demand(this.#length <= EVENT_AT_MOST, 'an event is too long');
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') {
      this.#event.data = this.#event.data === undefined ? value : `${this.#event.data}\n${value}`;
    } else if (field === 'event') {
      this.#event.type = value;
    } else if (field === 'id' && !value.includes('\0')) {
      this.#event.id = value; // an event without an id must not inherit the previous one
    }
  }
}
