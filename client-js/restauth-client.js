// Checks access tokens of a REST-auth server: signature, issuer, audience, type and times here, with no
// question to the server, and that neither the session nor the account's tokens were revoked, which the
// server's feed tells within a second. README.md says how to use it; docs/revocations.md is the protocol.
import { compactVerify, importJWK } from 'jose';

/** How long things take at most, in milliseconds. */
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
const CLOCKS_DIFFER_SECONDS = 60; // a token that was issued a moment ago must not be refused
const TOKEN_AT_MOST = 8 * 1024; // characters
const REMEMBERED_TOKEN_AT_MOST = 2 * 1024;
const EVENT_AT_MOST = 4 << 20; // characters
const ANSWER_AT_MOST = 1 << 20; // bytes

/** Why there is no connection: `reason` is `key-refused`, `scope-missing`, `no-feed` or `unreachable`. */
export class NotConnectedError extends Error {
  constructor(reason, message) {
    super(message);
    this.name = 'NotConnectedError';
    this.reason = reason;
  }
}

/** The stream is not to be trusted any more; another one is begun after the last event that is sure. */
class BrokenStream extends Error {}

/**
 * Connects to the server at `url`, and waits until it has told what is revoked.
 *
 * @param {string} url such as https://auth.example.com
 * @param {string} serviceKey a key with the scope `revocations:read`
 * @returns {Promise<Verifier>}
 */
export async function connect(url, serviceKey, options = {}) {
  const base = address(url, options.insecurelyOverPlainHttp === true);
  if (typeof serviceKey !== 'string' || !/^[\x21-\x7e]+$/.test(serviceKey.trim())) {
    throw new TypeError('a service key is one line of letters and digits');
  }
  const settings = read(options);
  const server = new Server(base, serviceKey.trim(), settings);
  const known = new Knowledge(server, settings);
  const feed = new Feed(server, known, settings);
  const verifier = new Verifier(server, known, feed, settings);
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
    throw new TypeError('the server\'s URL is like https://auth.example.com');
  }
  if (!/^https?:$/.test(parsed.protocol) || parsed.username || parsed.password || /[?#]/.test(parsed.href)) {
    throw new TypeError('the server\'s URL is like https://auth.example.com, without user, query and fragment');
  }
  const local = /^(localhost|127(\.[0-9]{1,3}){3}|\[::1\])$/.test(parsed.hostname);
  if (parsed.protocol === 'http:' && !local && !plainHttp) {
    throw new TypeError('the service key would go over plain http; use https, or insecurelyOverPlainHttp');
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
    throw new TypeError('the audience is a text');
  }
  if (!(leeway >= 0 && leeway <= 60)) {
    throw new TypeError('the leeway is between nothing and 60 seconds');
  }
  if (!(connectWithin > 0 && connectWithin <= 3_600)) {
    throw new TypeError('connectWithin is an hour at most, in seconds');
  }
  if (!(Number.isInteger(remembered) && remembered >= 2)) {
    throw new TypeError('remembered is how many tokens, at least 2');
  }
  const given = { audience, whenStale, goOnFor, leeway, connectWithin, remembered };
  return { ...given, clock: { ...CLOCK, ...clock }, ...TIMING, ...timing };
}

/** Checks tokens until it is closed. One serves a whole application. */
class Verifier {
  #server;
  #known;
  #feed;
  #settings;
  #remembered;
  #closed = false;

  constructor(server, known, feed, settings) {
    this.#server = server;
    this.#known = known;
    this.#feed = feed;
    this.#settings = settings;
    this.#remembered = new Remembered(settings.remembered);
  }

  /**
   * The claims of a token that counts now, or null for whichever reason. Never throws for any text. A
   * token whose signature was checked before takes microseconds.
   *
   * @param {string} token what stands after `Bearer`
   */
  async verify(token) {
    let entry = this.#remembered.find(token);
    if (entry === undefined || !this.#known.keys.holds(entry.key)) {
      entry = await this.#checkSigned(token);
    }
    if (entry === null || !this.#counts(entry)) {
      return null;
    }
    if (this.#known.isFresh()) {
      return entry.claims;
    }
    // What came while we asked counts, too.
    return (await this.#countsWhileStale(token)) && this.#counts(entry) ? entry.claims : null;
  }

  async #checkSigned(token) {
    const presented = parse(token);
    // The cheap questions first: an expired token must not cost a signature check.
    if (presented === null || !this.#isOurs(presented.claims) || !this.#isInTime(presented.claims)) {
      return null;
    }
    const key = await this.#known.keys.find(presented.header.kid);
    if (key === undefined || !(await key.hasSigned(token))) {
      return null;
    }
    const entry = { claims: frozen(presented.claims), key }; // not before: it goes as deep as they do
    this.#remembered.add(token, entry);
    return entry;
  }

  #counts({ claims, key }) {
    return (
      !this.#closed &&
      this.#isOurs(claims) &&
      this.#isInTime(claims) &&
      this.#known.keys.holds(key) &&
      !this.#known.isRevoked(claims)
    );
  }

  #isOurs(claims) {
    const { issuer, audience } = this.#known.terms;
    return claims.iss === issuer && (claims.aud === audience || (Array.isArray(claims.aud) && claims.aud.includes(audience)));
  }

  /** At its `exp` a token has ended (RFC 7519 section 4.1.4). */
  #isInTime(claims) {
    const now = seconds(this.#settings.clock);
    // A snapshot has no revocations of what had ended before it.
    const leeway = claims.exp > this.#known.terms.since ? this.#settings.leeway : 0;
    return (
      now - leeway < claims.exp &&
      claims.iat <= now + CLOCKS_DIFFER_SECONDS &&
      (claims.nbf ?? claims.iat) <= now + CLOCKS_DIFFER_SECONDS
    );
  }

  async #countsWhileStale(token) {
    const { whenStale, goOnFor } = this.#settings;
    if (whenStale === 'ask-server') {
      return this.#server.isActive(token);
    }
    return whenStale !== 'refuse' && this.#known.staleFor() <= goOnFor * 1000;
  }

  /** Whether all that was revoked is known here, up to three seconds ago: for a health check. */
  get fresh() {
    return !this.#closed && this.#known.isFresh();
  }

  /** What went wrong last with the feed, for people; nothing secret is in it. */
  get trouble() {
    return this.#feed.trouble;
  }

  /** Ends the connection; after it nothing counts. More than once is once. */
  close() {
    this.#closed = true;
    this.#feed.close();
  }
}

/** A text that has the form of one of our access tokens (RFC 9068, RFC 8725); nothing is proven yet. */
function parse(token) {
  if (typeof token !== 'string' || token.length > TOKEN_AT_MOST) {
    return null;
  }
  const parts = token.split('.');
  if (parts.length !== 3 || !parts.every(isOnlySpelling)) {
    return null;
  }
  const header = json(parts[0]);
  const claims = json(parts[1]);
  const good =
    header !== null &&
    claims !== null &&
    // None that brings a key or asks for anything, such as jwk, jku or crit.
    Object.keys(header).every((name) => name === 'alg' || name === 'typ' || name === 'kid') &&
    header.typ === 'at+jwt' &&
    typeof header.kid === 'string' &&
    ['iss', 'sub', 'sid', 'jti', 'client_id', 'scope'].every((name) => typeof claims[name] === 'string') &&
    ['iat', 'exp', 'gen'].every((name) => Number.isSafeInteger(claims[name])) &&
    (claims.nbf === undefined || Number.isSafeInteger(claims.nbf));
  return good ? { header, claims } : null;
}

/** Else one token would have endless spellings, each of which takes a place among those remembered. */
function isOnlySpelling(part) {
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

/** All callers get the same object. */
function frozen(value) {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

/** Tokens with a good signature, by their text; the older half goes when there are too many. */
class Remembered {
  #atMost;
  #young = new Map();
  #old = new Map();

  constructor(atMost) {
    this.#atMost = atMost;
  }

  find(token) {
    const young = this.#young.get(token);
    if (young !== undefined) {
      return young;
    }
    const old = this.#old.get(token);
    if (old !== undefined) {
      this.add(token, old);
    }
    return old;
  }

  add(token, entry) {
    if (token.length > REMEMBERED_TOKEN_AT_MOST) {
      return;
    }
    if (this.#young.size >= this.#atMost >> 1) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(token, entry);
  }
}

/** The other three calls to the server. */
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
    return fetch(`${this.#base}/api/revocations`, { headers, signal, redirect: 'manual' });
  }

  async keySet() {
    return (await this.#ask('/.well-known/jwks.json', { headers: { 'cache-control': 'no-cache' } })).keys;
  }

  /** Whether the server holds a token for valid (RFC 7662); where it says nothing in time, it does not. */
  async isActive(token) {
    if (this.#asked >= 64 || this.#settings.clock.ticks() < this.#pausedUntil) {
      return false;
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
      this.#pausedUntil = this.#settings.clock.ticks() + 500; // an absent server must not hold all who come
      return false;
    } finally {
      this.#asked--;
    }
  }

  async #ask(path, request) {
    const signal = AbortSignal.timeout(this.#settings.answerWithin);
    const response = await fetch(this.#base + path, { ...request, signal, redirect: 'manual' });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new Error(`answered ${response.status}`);
    }
    return JSON.parse(await shortText(response));
  }
}

/** A body of 1 MB at most; of a longer one no more is read. */
async function shortText(response) {
  const decoder = new TextDecoder();
  let text = '';
  let left = ANSWER_AT_MOST;
  for await (const bytes of response.body ?? []) {
    left -= bytes.length;
    if (left < 0) {
      throw new Error('an answer is too long');
    }
    text += decoder.decode(bytes, { stream: true });
  }
  return text;
}

/** A public key that signs tokens. What it is decides the algorithm; what a token says is only compared. */
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

  /** Nothing where it is none that we know how to use. */
  static read(jwk) {
    if (!isObject(jwk) || typeof jwk.kid !== 'string' || 'd' in jwk || (jwk.use ?? 'sig') !== 'sig') {
      return undefined;
    }
    const algorithms = algorithmsOf(jwk);
    return algorithms.includes(jwk.alg ?? algorithms[0]) ? new Key(jwk, algorithms) : undefined;
  }

  async hasSigned(token) {
    try {
      // One name for both of Ed25519's, so that the key is imported once.
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
 * The keys that sign tokens now: those that the feed announced and, where a token names another, those that
 * the server answers; it is asked at most once in ten seconds, about all unknown keys together.
 */
class Keys {
  #server;
  #settings;
  #announced = new Map();
  #withdrawn = new Set(); // ids announced before; an answer from a cache must not bring them back
  #inquiry = { at: -Infinity, keys: new Map(), answer: undefined };

  constructor(server, settings) {
    this.#server = server;
    this.#settings = settings;
  }

  announce(jwks) {
    const keys = this.#read(jwks);
    for (const kid of this.#announced.keys()) {
      this.#withdrawn.add(kid);
    }
    for (const kid of this.#withdrawn) {
      if (this.#withdrawn.size <= 1_000) {
        break;
      }
      this.#withdrawn.delete(kid);
    }
    this.#announced = keys;
    this.#inquiry = { ...this.#inquiry, keys: new Map(), answer: undefined }; // it may be older
  }

  /** A key that is announced already stays the same object, imported once. */
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
    if (key !== undefined || this.#withdrawn.has(kid)) {
      return key;
    }
    if (!this.#isRecent()) {
      const inquiry = { at: this.#settings.clock.ticks(), keys: new Map(), answer: undefined };
      this.#inquiry = inquiry;
      inquiry.answer = this.#server
        .keySet()
        .then((jwks) => (inquiry.keys = this.#read(jwks)))
        .catch(() => {}); // what is unknown stays so
    }
    await this.#inquiry.answer;
    return this.#announced.get(kid) ?? this.#asked(kid);
  }

  #isRecent() {
    return this.#settings.clock.ticks() - this.#inquiry.at < this.#settings.keyInquiries;
  }

  #asked(kid) {
    return this.#isRecent() && !this.#withdrawn.has(kid) ? this.#inquiry.keys.get(kid) : undefined;
  }

  /** Whether a key that was found is still good, whoever told of it first; asks nobody. */
  holds(key) {
    return (this.#announced.get(key.kid) ?? this.#asked(key.kid))?.text === key.text;
  }
}

/** What the feed has told, and all that a check of a token needs. */
class Knowledge {
  #settings;
  #sessions = new Map(); // until when, seconds since 1970
  #accounts = new Map(); // generation and until when
  #freshUntil;
  terms = {};

  constructor(server, settings) {
    this.#settings = settings;
    this.#freshUntil = settings.clock.ticks();
    this.keys = new Keys(server, settings);
  }

  isRevoked({ sid, sub, gen }) {
    return this.#sessions.has(sid) || gen < (this.#accounts.get(sub)?.generation ?? gen);
  }

  session(sid, until) {
    this.#sessions.set(sid, Math.max(until, this.#sessions.get(sid) ?? until));
  }

  account(sub, generation, until) {
    const before = this.#accounts.get(sub) ?? { generation, until };
    this.#accounts.set(sub, {
      generation: Math.max(generation, before.generation),
      until: Math.max(until, before.until),
    });
  }

  /**
   * A snapshot, as a whole. What was known beside it stays until it is forgotten anyway: a node that has
   * not heard of another epoch yet must not take it back.
   */
  replace({ sessions, accounts, keys, issuer, audience }) {
    sessions.forEach((until, sid) => this.session(sid, until));
    accounts.forEach(([generation, until], sub) => this.account(sub, generation, until));
    this.keys.announce(keys);
    this.terms = { issuer, audience: this.#settings.audience ?? audience, since: seconds(this.#settings.clock) };
  }

  /** From then on all tokens that they concern have expired. */
  forgetExpired() {
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
  }

  /** All that had happened at that tick is known. */
  heard(at) {
    this.#freshUntil = Math.max(this.#freshUntil, at + this.#settings.staleAfter);
  }

  lost() {
    this.#freshUntil = Math.min(this.#freshUntil, this.#settings.clock.ticks());
  }

  isFresh() {
    return this.staleFor() < 0;
  }

  staleFor() {
    return this.#settings.clock.ticks() - this.#freshUntil;
  }
}

/** Keeps a connection to the feed: follows it, gives it up when something is odd, and connects again. */
class Feed {
  #server;
  #known;
  #settings;
  #ended = new AbortController();
  #outcome = Promise.withResolvers?.() ?? withResolvers();
  #failures = 0;
  trouble = 'no answer yet';

  constructor(server, known, settings) {
    this.#server = server;
    this.#known = known;
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
    const follower = new Follower(this.#known, this.#settings);
    while (!this.#ended.signal.aborted) {
      let wait;
      try {
        await this.#follow(follower);
      } catch (e) {
        this.trouble = e.message;
        if (e instanceof NotConnectedError) {
          this.#known.lost();
          this.#outcome.reject(e);
          wait = jitter(this.#settings.refusedRetry);
        }
      }
      await this.#settings.clock.pause(wait ?? this.#backoff(), this.#ended.signal);
    }
  }

  /** Until something is wrong. */
  async #follow(follower) {
    const stream = new AbortController();
    const giveUp = () => stream.abort();
    this.#ended.signal.addEventListener('abort', giveUp, { once: true });
    let timer;
    const quietAtMost = (milliseconds) => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, milliseconds);
    };
    try {
      quietAtMost(this.#settings.staleAfter);
      follower.begin();
      const response = await this.#server.follow(follower.lastId, stream.signal);
      this.#check(response);
      const events = new EventParser((event) => {
        const heard = follower.hear(event);
        if (heard !== 'change') {
          quietAtMost(this.#settings.staleAfter); // only a heartbeat says that nothing else has happened
        }
        if (heard === 'heartbeat') {
          this.#failures = 0;
          this.#outcome.resolve();
        }
      });
      for await (const bytes of response.body) {
        events.read(bytes);
      }
      throw new BrokenStream('the server ended the stream');
    } catch (e) {
      if (e instanceof BrokenStream || e instanceof NotConnectedError) {
        throw e;
      }
      throw new BrokenStream(stream.signal.aborted ? 'nothing was heard in time' : reason(e));
    } finally {
      clearTimeout(timer);
      this.#ended.signal.removeEventListener('abort', giveUp);
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
        throw new BrokenStream('the answer is no stream of events');
      case 401:
        throw new NotConnectedError('key-refused', `${at} the server refuses the service key (401)`);
      case 403:
        throw new NotConnectedError('scope-missing', `${at} the service key lacks the scope revocations:read (403)`);
      case 404:
        throw new NotConnectedError('no-feed', `${at} there is no /api/revocations (404)`);
      default:
        throw new BrokenStream(`the server answers ${response.status}`);
    }
  }

  #backoff() {
    const wait = this.#settings.retryAtLeast * 2 ** Math.min(this.#failures++, 10);
    return jitter(Math.min(wait, this.#settings.retryAtMost / 2));
  }
}

/** Up to twice as long, so that not all come back at the same moment. */
function jitter(milliseconds) {
  return milliseconds * (1 + Math.random());
}

/** What Node says of a failed call is in the cause of the error; neither has a header of the request. */
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

/** As Promise.withResolvers, which Node 20 has not. */
function withResolvers() {
  const outcome = {};
  outcome.promise = new Promise((resolve, reject) => Object.assign(outcome, { resolve, reject }));
  return outcome;
}

/**
 * Understands what comes. Each event names the one before it: where that is not the last one that came,
 * something is missing or came twice, and the stream is given up.
 */
class Follower {
  #known;
  #settings;
  #last; // { epoch, number }, nothing before the first snapshot
  #phase = 'beginning';
  #snapshot;
  #askedAt;
  #forgotAt = -Infinity;

  constructor(known, settings) {
    this.#known = known;
    this.#settings = settings;
  }

  /** After which event the next stream may begin. */
  get lastId() {
    return this.#last && `${this.#last.epoch}-${this.#last.number}`;
  }

  /** Another stream is asked for now. */
  begin() {
    this.#phase = 'beginning';
    this.#askedAt = this.#settings.clock.ticks();
  }

  /** Returns whether it was part of a `beginning`, a `change` or a `heartbeat`. */
  hear({ type, id, data }) {
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
      demand(isNumber(data.after) && data.after === this.#last?.number, 'it was resumed elsewhere');
      this.#phase = 'current';
    } else {
      demand(type === 'snapshot', 'it begins in the middle');
      this.#snapshot = { wanted: data, sessions: new Map(), accounts: new Map(), keys: undefined, at: this.#settings.clock.ticks() };
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
      case 'keys':
        this.#snapshot.keys = rows(data.keys, () => true);
        break;
      case 'current':
        this.#complete(position(id), data);
        break;
      default:
        throw new BrokenStream('a snapshot has something else in it');
    }
  }

  #complete(at, { issuer, audience }) {
    const { wanted, sessions, accounts, keys } = this.#snapshot;
    // Counted without those that came twice: else they stand for others that did not come.
    const whole = keys !== undefined && sessions.size === wanted.sessions && accounts.size === wanted.accounts;
    demand(whole, 'a part of a snapshot is missing');
    demand(typeof issuer === 'string' && typeof audience === 'string', 'there is no issuer or audience');
    const goesOn = this.#last?.epoch === at.epoch;
    demand(!goesOn || at.number >= this.#last.number, 'a snapshot is older than what is known');
    if (!goesOn) {
      this.#known.lost(); // what was heard of one epoch says nothing of another
    }
    this.#known.replace({ sessions, accounts, keys, issuer, audience });
    this.#last = at;
    this.#snapshot = undefined;
    this.#phase = 'current';
  }

  #next(type, id, text) {
    const ofTheBeginning = ['resumed', 'snapshot', 'sessions', 'accounts', 'current'].includes(type);
    demand(!ofTheBeginning, 'a beginning comes in the middle');
    const ours = ['session', 'account', 'keys', 'heartbeat'].includes(type);
    if (!ours && id === undefined) {
      return 'change'; // of a kind of a later time, without a place among the others
    }
    const data = parsed(text);
    const at = position(id);
    const { epoch, number } = this.#last;
    const follows = at.number > number || (at.number === number && type === 'heartbeat');
    demand(at.epoch === epoch && data.after === number && follows, 'an event is not the one that follows');
    this.#apply(type, data);
    this.#last = at;
    return type === 'heartbeat' ? 'heartbeat' : 'change';
  }

  #apply(type, data) {
    switch (type) {
      case 'session':
        demand(typeof data.sid === 'string' && isNumber(data.until), 'a session is malformed');
        this.#known.session(data.sid, data.until);
        break;
      case 'account':
        demand(
          typeof data.sub === 'string' && isNumber(data.generation) && isNumber(data.until),
          'an account is malformed',
        );
        this.#known.account(data.sub, data.generation, data.until);
        break;
      case 'keys':
        this.#known.keys.announce(rows(data.keys, () => true));
        break;
      case 'heartbeat':
        this.#beat(data);
        break;
      default: // of a kind of a later time: it has its place among the others
    }
  }

  /**
   * When it was sent is known from how long the node has been sending, which it began no sooner than it was
   * asked: what was held back on its way vouches for nothing later.
   */
  #beat({ age, since }) {
    demand(isDuration(age) && isDuration(since), 'a heartbeat does not say when it was sent');
    const now = this.#settings.clock.ticks();
    const late = now - this.#askedAt - since * 1000;
    const { staleAfter } = this.#settings;
    demand(late < staleAfter, 'what comes was sent too long ago');
    demand(late > -staleAfter / 2, 'what comes is of another stream, or the clocks have run apart');
    this.#known.heard(now - Math.max(late, 0) - age * 1000);
    // Two clocks run apart in time; asking again sets that right before it matters.
    const drifted = late > staleAfter / 2 && now - this.#askedAt > 60_000;
    demand(!drifted, 'the clocks have run apart');
    if (now - this.#forgotAt > 10_000) {
      this.#forgotAt = now;
      this.#known.forgetExpired();
    }
  }
}

function demand(condition, complaint) {
  if (!condition) {
    throw new BrokenStream(complaint);
  }
}

function isNumber(value) {
  return Number.isSafeInteger(value) && value >= 0;
}

/** Since 1970. */
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
    // as below
  }
  demand(isObject(value), 'an event is malformed');
  return value;
}

/** What is no key that we can use is passed over elsewhere (RFC 7517 section 5). */
function rows(value, isRow = Array.isArray) {
  demand(Array.isArray(value) && value.every(isRow), 'a list is malformed');
  return value;
}

function position(id) {
  const parts = /^([^-]+)-([0-9]{1,16})$/.exec(id ?? '');
  demand(parts !== null && isNumber(Number(parts[2])), 'an event has no id');
  return { epoch: parts[1], number: Number(parts[2]) };
}

/** Server-Sent Events (WHATWG HTML, section 9.2.6); an event that is cut off is none. */
class EventParser {
  #hear;
  #decoder = new TextDecoder();
  #text = '';
  #skipLineFeed = false;
  #event = {};
  #length = 0;

  /** @param {(event: {type: string, id?: string, data: string}) => void} hear */
  constructor(hear) {
    this.#hear = hear;
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
        this.#hear({ type, id, data });
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
      this.#event.id = value; // its own: those that have none must not be taken for the one before
    }
  }
}
