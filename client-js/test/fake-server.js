// A fake server whose feed sends what the test decides, and a key pair with its tokens.
import * as crypto from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export const ISSUER = 'https://auth.example.org';
export const AUDIENCE = 'https://api.example.org';
export const SERVICE_KEY = 'restauth_sk_secretsecret';
export const NOW = 1_800_000_000; // seconds
const LATER = NOW + 600;

/** Creates a key pair: its JWK, and a function that signs with it. */
export async function keyPair(kid, alg = 'ES256', name = alg) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg: name, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: name } };
}

export function claims(changes = {}) {
  return {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: '42',
    id: 42,
    client_id: 'restauth',
    scope: 'api',
    iat: NOW,
    exp: LATER,
    auth_time: NOW,
    jti: 'j1',
    sid: 'live',
    gen: 3,
    ...changes,
  };
}

export async function sign(pair, changes = {}, header = {}) {
  return new SignJWT(claims(changes))
    .setProtectedHeader({ alg: pair.alg, typ: 'at+jwt', kid: pair.kid, ...header })
    .sign(pair.privateKey);
}

/** Signs a token. Header and payload may be any text or bytes. */
export function signText(privateKey, header, payload, hash = 'sha256') {
  const input = [header, payload].map((part) => Buffer.from(part).toString('base64url')).join('.');
  const key = privateKey instanceof crypto.KeyObject ? privateKey : crypto.KeyObject.from(privateKey);
  return `${input}.${crypto.sign(hash, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

export class FakeServer {
  clock = performance; // measures the seconds that heartbeats contain
  keys = [];
  asked = { keys: 0, introspection: 0, elsewhere: 0 };
  active = false;
  answer; // a text that the server sends instead of the right response
  status = 200; // for all requests except those for the feed
  held; // a promise that must be resolved before any response is sent
  feedStatus = 200;
  feedType = 'text/event-stream; charset=utf-8';
  #streams = [];
  #waiting = [];
  #server = createServer((request, response) => this.#answer(request, response));

  static async start(keys) {
    const server = new FakeServer();
    server.keys = keys;
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** Returns the next requested stream. */
  async next() {
    return this.#streams.shift() ?? inTime(new Promise((resolve) => this.#waiting.push(resolve)));
  }

  async nextGood() {
    const stream = await this.next();
    return stream.response.statusCode === 200 ? stream : this.nextGood();
  }

  close() {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(request, response) {
    if (request.url === '/api/revocations?rights=true') {
      response.writeHead(this.feedStatus, { 'content-type': this.feedType, location: '/elsewhere' });
      response.flushHeaders();
      const stream = new Stream(request, response, this);
      if (this.feedStatus !== 200) {
        response.end();
      }
      const waiting = this.#waiting.shift();
      waiting === undefined ? this.#streams.push(stream) : waiting(stream);
    } else {
      void this.#call(request, response);
    }
  }

  async #call(request, response) {
    const paths = { '/.well-known/jwks.json': 'keys', '/oauth/introspect': 'introspection' };
    const what = paths[request.url] ?? 'elsewhere';
    this.asked[what]++;
    const { authorization, 'cache-control': cache } = request.headers;
    this.asked.last = { method: request.method, authorization, cache, form: await text(request) };
    await this.held;
    response.writeHead(this.status, { location: '/elsewhere' });
    response.end(this.answer ?? JSON.stringify({ keys: this.keys, active: this.active }));
  }
}

/** One stream, with the parts of the protocol that tests need. */
class Stream {
  constructor(request, response, server) {
    this.headers = request.headers;
    this.response = response;
    this.server = server;
    this.asked = this.server.clock.now();
    this.last = 0;
    this.closed = once(request, 'close').catch(() => {});
  }

  send(text) {
    this.response.write(text);
    return this;
  }

  event(type, id, data) {
    return this.send(`event: ${type}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`);
  }

  /** Returns the events of a snapshot one by one, so that a test can omit or reorder them. */
  parts(number, { sessions = [], accounts = [], rights = [], roles = [], epoch = 'e.1', each = 1 } = {}) {
    const counts = { sessions: sessions.length, accounts: accounts.length, rights: rights.length, roles: roles.length };
    const all = [['snapshot', undefined, counts]];
    for (let i = 0; i < sessions.length; i += each) {
      all.push(['sessions', undefined, { sessions: sessions.slice(i, i + each).map((sid) => [sid, LATER]) }]);
    }
    all.push(['accounts', undefined, { accounts }]);
    if (rights.length > 0) {
      all.push(['rights', undefined, { rights }]);
    }
    if (roles.length > 0) {
      all.push(['roles', undefined, { roles }]);
    }
    all.push(['keys', undefined, { keys: this.server.keys }]);
    all.push(['current', `${epoch}-${number}`, { issuer: ISSUER, audience: AUDIENCE }]);
    return all;
  }

  snapshot(number, content) {
    this.parts(number, content).forEach((part) => this.event(...part));
    this.last = number;
    return this;
  }

  /**
   * Sends an empty snapshot like a server of version 0.4.0, which does not support changes of
   * rights.
   */
  snapshotWithoutRights(number) {
    const [, ...parts] = this.parts(number);
    this.event('snapshot', undefined, { sessions: 0, accounts: 0 });
    parts.forEach((part) => this.event(...part));
    this.last = number;
    return this;
  }

  resumed(number) {
    this.last = number;
    return this.event('resumed', undefined, { after: number });
  }

  /** Returns the seconds since the request, for a heartbeat. */
  get since() {
    return Math.floor((this.server.clock.now() - this.asked) / 10) / 100;
  }

  beat(more = {}, number = this.last, epoch = 'e.1') {
    const after = this.last;
    this.last = number;
    return this.event('heartbeat', `${epoch}-${number}`, { after, age: 0, since: this.since, ...more });
  }

  next(type, data) {
    const after = this.last;
    this.last += 2;
    return this.event(type, `e.1-${this.last}`, { after, ...data });
  }

  revoke(sid, until = LATER) {
    return this.next('session', { sid, until });
  }

  /** Waits until the client has read everything that was sent, and cuts the stream. */
  async cut() {
    await new Promise((resolve) => this.response.write('\n', resolve));
    this.response.destroy();
  }
}

/** Waits for a promise, and fails after a timeout. */
async function inTime(promise) {
  let patience;
  const late = new Promise((_, reject) => (patience = setTimeout(() => reject(new Error('nothing came')), 10_000)));
  patience.unref();
  return Promise.race([promise, late]).finally(() => clearTimeout(patience));
}

/** Waits until the condition is true. */
export async function until(condition) {
  const patience = AbortSignal.timeout(10_000);
  while (!(await condition())) {
    patience.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
