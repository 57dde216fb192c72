// A server that says on its feed what a test tells it to, and a key pair with the tokens of it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export const ISSUER = 'https://auth.example.org';
export const AUDIENCE = 'https://api.example.org';
export const SERVICE_KEY = 'restauth_sk_secretsecret';
export const NOW = 1_800_000_000; // seconds
const LATER = NOW + 600;

/** A key pair: its JWK, and what signs with it. */
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

export class FakeServer {
  keys = [];
  asked = { keys: 0, introspection: 0 };
  active = false;
  feedStatus = 200;
  feedType = 'text/event-stream; charset=utf-8';
  keysDelay = 0;
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

  /** The next stream that somebody asks for. */
  async next() {
    return this.#streams.shift() ?? new Promise((resolve) => this.#waiting.push(resolve));
  }

  close() {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(request, response) {
    if (request.url === '/api/revocations') {
      response.writeHead(this.feedStatus, { 'content-type': this.feedType, location: '/elsewhere' });
      response.flushHeaders();
      const stream = new Stream(request, response, this.keys);
      if (this.feedStatus !== 200) {
        response.end();
      }
      const waiting = this.#waiting.shift();
      waiting === undefined ? this.#streams.push(stream) : waiting(stream);
    } else if (request.url === '/.well-known/jwks.json') {
      this.asked.keys++;
      setTimeout(() => response.end(JSON.stringify({ keys: this.keys })), this.keysDelay);
    } else {
      this.asked.introspection++;
      request.on('data', (body) => (this.asked.form = String(body)));
      request.on('end', () => response.end(JSON.stringify({ active: this.active })));
    }
  }
}

/** One stream, with all of the protocol that a test needs. */
class Stream {
  constructor(request, response, keys) {
    this.headers = request.headers;
    this.response = response;
    this.keys = keys;
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

  /** The events of a snapshot, one after the other, so that a test can do without some or mix them up. */
  parts(number, { sessions = [], accounts = [], epoch = 'e.1', each = 1 } = {}) {
    const all = [['snapshot', undefined, { sessions: sessions.length, accounts: accounts.length }]];
    for (let i = 0; i < sessions.length; i += each) {
      all.push(['sessions', undefined, { sessions: sessions.slice(i, i + each).map((sid) => [sid, LATER]) }]);
    }
    all.push(['accounts', undefined, { accounts }]);
    all.push(['keys', undefined, { keys: this.keys }]);
    all.push(['current', `${epoch}-${number}`, { issuer: ISSUER, audience: AUDIENCE }]);
    return all;
  }

  snapshot(number, content) {
    this.parts(number, content).forEach((part) => this.event(...part));
    this.last = number;
    return this;
  }

  resumed(number) {
    this.last = number;
    return this.event('resumed', undefined, { after: number });
  }

  beat(more = {}, number = this.last, epoch = 'e.1') {
    const after = this.last;
    this.last = number;
    return this.event('heartbeat', `${epoch}-${number}`, { after, age: 0, ...more });
  }

  next(type, data) {
    const after = this.last;
    this.last += 2;
    return this.event(type, `e.1-${this.last}`, { after, ...data });
  }

  revoke(sid, until = LATER) {
    return this.next('session', { sid, until });
  }

  /** All that was sent is there, and the client waits for more. */
  async cut() {
    await new Promise((resolve) => this.response.write('\n', resolve));
    this.response.destroy();
  }
}

/** Waits until it is so. */
export async function until(condition) {
  while (!(await condition())) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
