import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { inspect, promisify } from 'node:util';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { exportJWK, importJWK } from 'jose';
import {
  actorOf, connect, hasRole, hasScope, InsufficientScopeError, keyIdOf, NotConnectedError, requireAuthentication, requireNoActor, requireNoKey,
  requireOrganization, requireRole, requireScope, StepUpRequiredError,
} from '../restauth-client.js';
import { AUDIENCE, claims, FakeServer, ISSUER, keyPair, NOW, SERVICE_KEY, sign, signText, until } from './fake-server.js';

const pair = await keyPair('k1');
const live = await sign(pair);
const ended = await sign(pair, { sid: 'ended' });
const gone = await sign(pair, { sid: 'gone' });
const other = await keyPair('k2');
const others = await sign(other);
const secretOfOther = await exportJWK(other.privateKey);
const rsa = await keyPair('k3', 'RS256');
const ed = await keyPair('k4', 'Ed25519');

// Only the tests advance the time. The verifier reconnects within milliseconds.
let clock;
const timing = { retryAtLeast: 1, retryAtMost: 4, refusedRetry: 5 };

let server;
let verifier;
let feed;
let heardSessions = 0;

async function begin(options = {}, content = { sessions: ['gone'] }, beat = {}) {
  const connecting = connect(server.url, SERVICE_KEY, { timing, clock, ...options });
  feed = await server.next();
  feed.snapshot(100, content).beat(beat);
  verifier = await connecting;
}

/** Returns a token with any header and payload, signed with the server's key. */
const signed = (header, payload) => signText(pair.privateKey, header, payload);
const HEADER = '{"alg":"ES256","typ":"at+jwt","kid":"k1"}';
const PAYLOAD = JSON.stringify(claims());

function ofLength(length) {
  const tokens = [0, 1, 2].flatMap((spaces) => {
    const token = (pad) => signed(HEADER + ' '.repeat(spaces), PAYLOAD + ' '.repeat(pad));
    const pad = Math.floor(((length - token(0).length) * 3) / 4);
    return [token(pad), token(pad + 1)];
  });
  return tokens.find((token) => token.length === length);
}

const accepts = async (token) => (await verifier.verify(token)) !== null;

/**
 * Asserts that all sent events have arrived: revokes a new session of a separate account, and waits
 * until the verifier refuses its token.
 */
async function assertHeard() {
  const sid = `heard-${++heardSessions}`;
  feed.revoke(sid);
  const heard = await sign(pair, { sid, sub: 'heard', scope: 'heard' });
  await until(async () => !(await accepts(heard)));
}

/** Makes responses wait until the test calls the returned function. */
function holdAnswers() {
  let release;
  server.held = new Promise((resolve) => (release = resolve));
  return release;
}

/** Asserts that the next stream continues without a gap. */
async function assertTakesUp(lastId = 'e.1-100') {
  feed = await server.next();
  assert.equal(feed.headers['last-event-id'], lastId);
  feed.resumed(Number(lastId.split('-')[1])).revoke('ended').beat();
  await until(async () => !(await accepts(ended)));
  assert.equal(await accepts(live), true);
  assert.equal(await accepts(gone), false);
}

beforeEach(async () => {
  clock = { ms: NOW * 1000, ticked: 5_000, looks: 0, now: () => clock.ms, ticks: () => (clock.looks++, clock.ticked) };
  server = await FakeServer.start([pair.jwk]);
  server.clock = { now: clock.ticks };
});

afterEach(() => {
  verifier?.close();
  verifier = undefined;
  server.close();
});

describe('a token', () => {
  test('that is good yields its claims', async () => {
    await begin();
    const said = await verifier.verify(live);
    assert.deepEqual(said, claims());
    assert.throws(() => (said.sub = '1'), TypeError);
    assert.equal(await verifier.verify(live), said);
  });

  const right = {
    'is for several, us among them': { aud: ['x', AUDIENCE] },
    'is of a clock that is a minute fast': { iat: NOW + 60, nbf: NOW + 60 },
    'ends in a second': { exp: NOW + 1 },
    'has names that mean something elsewhere': { sub: '__proto__', sid: 'constructor', jti: 'toString' },
    'has the first generation': { gen: 0 },
    'has rights and roles': { rgt: 57, roles: ['editor', 'editor'] },
    'has an organisation': { org: 'Zk2N', org_role: 'owner' },
    'has no rights and no roles': { rgt: 0, roles: [] },
    'has the most rights': { rgt: Number.MAX_SAFE_INTEGER },
    'has an actor': { act: { sub: '7' }, nbf: NOW },
    'has a chain of actors': { act: { sub: '7', act: { sub: '8' } } },
    'has a personal key': { sid: 'Zk2N', key_id: 'Zk2N', nbf: NOW },
    'is of a client for a user': { client_id: 'shop', aud: ['https://shop.example.org', AUDIENCE], scope: 'openid orders:read' },
    'is of a client for itself': { client_id: 'shop', sub: 'shop' },
    'has 500 roles': { roles: Array.from({ length: 500 }, (_, i) => `r${i}`) },
  };
  const wrong = {
    'is of another issuer': { iss: 'https://evil.example.org' },
    'is for another audience': { aud: 'https://other.example.org' },
    'is for several others': { aud: ['x', `${AUDIENCE}/`] },
    'is for lists of audiences': { aud: [[AUDIENCE]] },
    'is for an object': { aud: { includes: AUDIENCE } },
    'is for nobody': { aud: undefined },
    'has ended': { exp: NOW },
    'is of the future': { iat: NOW + 61, nbf: NOW },
    'does not count yet': { nbf: NOW + 61 },
    'does not count before a text': { nbf: `${NOW}` },
    'ends never': { exp: 1e300 },
    'has too many roles': { roles: ['r'.repeat(8_192)] },
  };
  for (const cnf of [{ jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' }, {}, '', null, false]) {
    wrong[`has ${JSON.stringify(cnf)} for its confirmation`] = { cnf };
  }
  for (const name of ['iss', 'sub', 'sid', 'jti', 'client_id', 'scope']) {
    wrong[`has no ${name}`] = { [name]: undefined };
    wrong[`has a list for ${name}`] = { [name]: [claims()[name]] };
  }
  for (const name of ['iat', 'exp', 'gen']) {
    wrong[`has no ${name}`] = { [name]: undefined };
    wrong[`has a text for ${name}`] = { [name]: `${claims()[name]}` };
    wrong[`has a fraction for ${name}`] = { [name]: claims()[name] - 0.5 };
  }
  for (const rgt of [-1, 57.5, '57', null, true, [57], {}, 2 ** 53, 2 ** 63]) {
    wrong[`has ${JSON.stringify(rgt)} for its rights`] = { rgt };
  }
  for (const roles of ['editor', '', 7, null, true, {}, { 0: 'editor', length: 1 }, [7], ['editor', 7], ['editor', null], [['editor']], [{}]]) {
    wrong[`has ${JSON.stringify(roles)} for its roles`] = { roles };
  }
  for (const act of ['7', 7, null, true, {}, { sub: 7 }, { sub: null }, [], ['7'], [{ sub: '7' }]]) {
    wrong[`has ${JSON.stringify(act)} for its actor`] = { act };
  }
  for (const key of [7, null, true, {}, [], ['Zk2N']]) {
    wrong[`has ${JSON.stringify(key)} for its key`] = { key_id: key };
  }
  for (const changes of [{ org: 'A' }, { org_role: 'owner' }, { org: 'A', org_role: null }, { org: 7, org_role: 'owner' }]) {
    wrong[`has ${JSON.stringify(changes)} for its organisation`] = changes;
  }
  for (const [what, changes] of Object.entries({ ...right, ...wrong })) {
    test(`that ${what} is ${what in right ? 'accepted' : 'refused'}`, async () => {
      await begin();
      assert.equal(await accepts(signed(HEADER, JSON.stringify(claims(changes)))), what in right);
    });
  }

  test('with unknown header parameters or a wrong form is refused despite a good signature', async () => {
    const kid = 'k1';
    const headers = [
      { alg: 'ES256', kid }, { alg: 'ES256', typ: 'JWT', kid }, { alg: 'ES256', typ: 'AT+JWT', kid },
      { alg: 'ES256', typ: 'at+jwt' }, { alg: 'ES256', typ: 'at+jwt', kid: ['k1'] }, { typ: 'at+jwt', kid },
      { alg: ['ES256'], typ: 'at+jwt', kid }, { alg: 'none', typ: 'at+jwt', kid }, [], null,
      ...[{ jku: 'https://x.example' }, { jwk: pair.jwk }, { x5c: [] }, { crit: ['exp'] }, { b64: false }, { b64: true },
        { crit: ['b64'], b64: false }].map((more) => ({ ...JSON.parse(HEADER), ...more })),
    ];
    const payloads = ['', '[]', 'null', '7', '{', `${PAYLOAD} x`, `[${PAYLOAD}]`, Buffer.from(PAYLOAD.replace('42', '\xff'), 'latin1')];
    await begin();
    assert.equal(await accepts(signed(HEADER, PAYLOAD)), true);
    for (const header of [...headers.map((it) => JSON.stringify(it)), HEADER.replace('{', '{"__proto__":{},')]) {
      assert.equal(await verifier.verify(signed(header, PAYLOAD)), null, header);
    }
    for (const payload of payloads) {
      assert.equal(await verifier.verify(signed(HEADER, payload)), null, payload);
    }
    assert.equal(server.asked.keys, 0);
  });

  test('cannot change other objects by the names of its claims', async () => {
    await begin();
    const odd = await verifier.verify(signed(HEADER, PAYLOAD.replace('{', '{"__proto__":{"admin":true},"sid":"gone",')));
    assert.equal(odd.sid, 'live');
    assert.equal(odd.admin, undefined);
    assert.equal({}.admin, undefined);
  });

  test('is checked by the algorithm of the key alone', async () => {
    const secret = { kty: 'oct', kid: 'k5', k: 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0' };
    const bare = await keyPair('k6');
    const { kty, crv, x, y } = bare.jwk;
    server.keys = [pair.jwk, rsa.jwk, ed.jwk, secret, null, [], { kty: 'EC' }, { kty, crv, x, y, kid: 'k6' }];
    await begin();
    for (const good of [rsa, ed, { ...ed, alg: 'EdDSA' }, bare]) {
      assert.equal(await accepts(await sign(good)), true, good.alg);
    }
    const jwk = await exportJWK(rsa.privateKey);
    for (const alg of ['PS256', 'RS384', 'RS512']) {
      assert.equal(await accepts(await sign({ ...rsa, alg, privateKey: await importJWK(jwk, alg) })), false, alg);
    }
    for (const text of [secret.k, JSON.stringify(pair.jwk), x]) {
      const privateKey = Buffer.from(text, text === secret.k ? 'base64url' : 'utf8');
      for (const kid of ['k1', 'k5', 'k6']) {
        assert.equal(await accepts(await sign({ kid, alg: 'HS256', privateKey })), false);
      }
    }
    assert.equal(await accepts(await sign({ ...rsa, kid: 'k1' })), false);
    assert.equal(await accepts(await sign(await keyPair('k1'))), false);
  });

  const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const useless = {
    'that is private': [other, { d: secretOfOther.d }],
    'that is for encryption': [other, { use: 'enc' }],
    'for another algorithm': [other, { alg: 'ES384' }],
    'of another curve': [other, { crv: 'P-384' }],
    'of another curve of Edwards': [{ ...ed, privateKey: pair.privateKey }, { crv: 'Ed448' }],
    'of another kind': [other, { kty: 'OKP' }],
    'without an id': [other, { kid: undefined }],
    'that is too short': [rsa, short.publicKey.export({ format: 'jwk' }), short.privateKey],
    'without a modulus': [rsa, { n: 7 }],
  };
  for (const [what, [{ alg, jwk, privateKey }, changes, signer]] of Object.entries(useless)) {
    test(`by a key ${what} is refused, as if the key were unknown`, async () => {
      server.keys = [{ ...jwk, ...changes }];
      await begin();
      const header = JSON.stringify({ alg, typ: 'at+jwt', kid: jwk.kid });
      assert.equal(await accepts(signText(signer ?? privateKey, header, PAYLOAD)), false);
      assert.equal(server.asked.keys, 1);
    });
  }

  test('in another encoding, cut short or invented is refused', async () => {
    await begin();
    const [header, payload, signature] = live.split('.');
    const unsigned = Buffer.from('{"alg":"none","typ":"at+jwt","kid":"k1"}').toString('base64url');
    for (const text of [
      '', '.', '..', 'x.y.z', ' ' + live, live + '=', live + '\n', `${header}.${payload}`, `${header}.${payload}.`, `.${payload}.${signature}`,
      `${unsigned}.${payload}.`, `${unsigned}.${payload}.${signature}`, `${header}.${signature}.${signature}`,
      `${header}.${payload}.${signature.slice(0, -2)}`, 'x'.repeat(100_000), `${live}.${live}`,
      undefined, null, 7, {}, [live],
    ]) {
      assert.equal(await verifier.verify(text), null);
    }
  });

  test('expires at its exp, or later by the leeway', async () => {
    await begin();
    clock.ms = (NOW + 599) * 1000 + 999;
    assert.equal(await accepts(live), true);
    clock.ms = (NOW + 600) * 1000;
    assert.equal(await accepts(live), false);
    verifier.close();
    clock.ms = NOW * 1000;
    await begin({ leeway: 5 }, {});
    assert.equal(await accepts(await sign(pair, { exp: NOW + 1 })), true);
    // A token that expired before the snapshot may have been revoked, but the snapshot no longer
    // contains the revocation.
    assert.equal(await accepts(await sign(pair, { exp: NOW })), false);
    clock.ms = (NOW + 604) * 1000;
    assert.equal(await accepts(live), true);
    clock.ms = (NOW + 605) * 1000;
    assert.equal(await accepts(live), false);
  });

  test('that is foreign or expired costs no request for its key', async () => {
    await begin();
    assert.equal(await accepts(await sign(other, { exp: NOW })), false);
    assert.equal(await accepts(await sign(other, { iss: 'https://evil.example.org' })), false);
    assert.equal(server.asked.keys, 0);
  });

  const meanwhile = {
    'it ends': () => (clock.ms = (NOW + 600) * 1000),
    'the verifier is closed': () => verifier.close(),
    'the server falls silent': () => (clock.ticked += 3_000),
  };
  for (const [what, happens] of Object.entries(meanwhile)) {
    test(`is refused when ${what} while its signature is checked`, async () => {
      await begin();
      const answer = verifier.verify(live);
      happens();
      assert.equal(await answer, null);
    });
  }

  test('may be for an audience of its own', async () => {
    await begin({ audience: 'https://mine.example.org' });
    assert.equal(await accepts(live), false);
    const said = await verifier.verify(await sign(pair, { aud: ['x', 'https://mine.example.org'] }));
    assert.throws(() => said.aud.push('y'), TypeError);
  });

  test('is cached if used recently, up to the configured number', async () => {
    await begin({ remembered: 4 });
    const tokens = await Promise.all([0, 1, 2, 3, 4].map((i) => sign(pair, { jti: `j${i}` })));
    const first = [];
    for (const i of [0, 1, 2, 0, 3]) {
      first[i] ??= await verifier.verify(tokens[i]);
      assert.equal(await verifier.verify(tokens[i]), first[i]);
    }
    for (const [i, isKept] of [[0, true], [2, true], [1, false]]) {
      assert.equal((await verifier.verify(tokens[i])) === first[i], isKept, `token ${i}`);
    }
  });

  for (const [length, what] of [[2048, 'remembered'], [2049, 'not remembered'], [8192, 'not remembered'], [8193, 'refused']]) {
    test(`of ${length} characters is ${what}`, async () => {
      await begin();
      const token = ofLength(length);
      const said = await verifier.verify(token);
      assert.equal(said === null, what === 'refused');
      assert.equal((await verifier.verify(token)) === said, what !== 'not remembered');
    });
  }
});

describe('the feed', () => {
  test('refuses sessions of a snapshot', async () => {
    await begin({}, { sessions: ['gone', 'ended'], accounts: [['43', 4, NOW + 600], ['42', 3, NOW + 600]] });
    assert.equal(await accepts(gone), false);
    assert.equal(await accepts(ended), false);
    assert.equal(await accepts(live), true);
    assert.equal(await accepts(await sign(pair, { sub: '43' })), false);
    assert.equal(feed.headers.authorization, `Bearer ${SERVICE_KEY}`);
    assert.equal(feed.headers['last-event-id'], undefined);
  });

  test('sets the audience, for cached tokens too', async () => {
    for (const changed of ['issuer', 'audience']) {
      await begin();
      assert.equal(await accepts(live), true);
      feed.cut();
      feed = await server.next();
      const parts = feed.parts(200);
      parts.at(-1)[2][changed] = 'https://new.example.org';
      parts.forEach((part) => feed.event(...part));
      await until(async () => !(await accepts(live)));
      assert.equal(verifier.fresh, true);
      verifier.close();
    }
  });

  test('refuses a session and generations from their events on', async () => {
    await begin();
    assert.equal(await accepts(ended), true);
    feed.revoke('ended');
    await until(async () => !(await accepts(ended)));
    feed.next('account', { sub: '42', generation: 4, until: NOW + 600 });
    await until(async () => !(await accepts(live)));
    assert.equal(await accepts(await sign(pair, { gen: 4 })), true);
  });

  test('uses the latest expiry and the highest generation', async () => {
    await begin({}, { sessions: ['gone'], accounts: [['42', 4, NOW + 600], ['43', 4, NOW + 600]] });
    feed.revoke('gone', NOW + 1).next('account', { sub: '42', generation: 3, until: NOW + 1 });
    await assertHeard();
    clock.ms = (NOW + 2) * 1000;
    clock.ticked += 10_001;
    feed.beat();
    await until(() => verifier.fresh);
    const goneOfAnother = await sign(pair, { sid: 'gone', sub: '45' });
    assert.equal(await accepts(goneOfAnother), false);
    assert.equal(await accepts(live), false);
    feed.cut();
    feed = await server.next();
    feed.snapshot(200, { accounts: [['43', 3, NOW + 1], ['44', 4, NOW + 600]], sessions: ['x'] }).beat();
    await assertHeard();
    for (const sub of ['42', '43', '44']) {
      assert.equal(await accepts(await sign(pair, { sub })), false, sub);
      assert.equal(await accepts(await sign(pair, { sub, gen: 4 })), true, sub);
    }
    assert.equal(await accepts(goneOfAnother), false);
  });

  test('accepts unknown events, and numbers without events', async () => {
    await begin();
    feed.send(': a comment\nretry: 1\n\n').event('later', undefined, {}).beat({}, 107).next('later', {}).revoke('ended');
    await until(async () => !(await accepts(ended)));
    assert.equal(await accepts(live), true);
  });

  const data = '{"after":100,"sid":"ended","until":1800000600,"é":"😀"}';
  const spellings = {
    'with CR LF': `event: session\r\nid: e.1-101\r\ndata: ${data}\r\n\r\n`,
    'with CR': `event: session\rid: e.1-101\rdata: ${data}\r\r`,
    'with all ends of lines': `event: session\r\nid: e.1-101\rdata: ${data}\n\r`,
    'without spaces': `event:session\nid:e.1-101\ndata:${data}\n\n`,
    'in several lines': `data: {"after":100,\ndata:  "sid":"ended","until":\nid: e.1-101\nevent: session\ndata: 1800000600}\n\n`,
    'with fields that are none': `:\n: data: {}\nfoo\nretry: 9\nDATA: 1\nevent: session\nid: e.1-101\nid: e.1-1\0\ndata: ${data}\n\n`,
    'after events without data': `event: heartbeat\nid: e.1-300\n\n\nevent: session\nid: e.1-101\ndata: ${data}\n\n`,
  };
  for (const [what, text] of Object.entries(spellings)) {
    test(`is read ${what}, at once and in pieces`, async () => {
      await begin();
      feed.send(text);
      await until(async () => !(await accepts(ended)));
      for (const byte of Buffer.from(text.replaceAll('101', '102').replaceAll('100,', '101,').replaceAll('ended', 'live'))) {
        feed.send(Buffer.of(byte));
        await new Promise(setImmediate);
      }
      await until(async () => !(await accepts(live)));
      feed.last = 102;
      await assertHeard();
    });
  }

  test('may begin with a byte order mark, and be long in total', async () => {
    const connecting = connect(server.url, SERVICE_KEY, { timing, clock });
    feed = await server.next();
    feed.send('\ufeff').snapshot(100).beat();
    verifier = await connecting;
    for (let i = 0; i < 5; i++) {
      feed.event('later', undefined, { pad: 'x'.repeat(1 << 20) });
    }
    await assertHeard();
  });

  for (const leeway of [0, 30]) {
    test(`removes revocations whose tokens have expired, with a leeway of ${leeway} s`, async () => {
      await begin({ leeway });
      const end = NOW + 60 + leeway;
      feed.revoke('ended', NOW + 60).next('account', { sub: '42', generation: 4, until: NOW + 60 });
      await until(async () => !(await accepts(live)));
      for (const [now, isKnown] of [[end - 1, true], [end, false]]) {
        clock.ms = now * 1000;
        clock.ticked += 10_001;
        feed.beat();
        await until(() => verifier.fresh);
        assert.equal(await accepts(await sign(pair, { sid: 'ended', sub: '43' })), !isKnown);
        assert.equal(await accepts(live), !isKnown);
      }
    });
  }

  test('resumes after the last event if it is cut', async () => {
    await begin();
    feed.revoke('ended').beat({}, 110);
    await until(async () => !(await accepts(ended)));
    feed.cut();
    feed = await server.next();
    assert.match(feed.headers['last-event-id'], /^e\.1-1(02|10)$/);
    feed.resumed(Number(feed.headers['last-event-id'].slice(4))).revoke('live').beat();
    await until(async () => !(await accepts(live)));
    assert.equal(await accepts(ended), false);
  });

  test('ignores an incomplete event', async () => {
    await begin();
    await feed.send('event: session\nid: e.1-101\ndata: {"after":100,"sid":"live","until":1800000600}').cut();
    await assertTakesUp();
  });

  const heard = (type, id, data) => `event: ${type}\n${id && `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
  const session = { after: 100, sid: 'live', until: NOW + 600 };
  const odd = {
    'twice': heard('session', 'e.1-100', { ...session, after: 98 }),
    'before the one that is missing': heard('session', 'e.1-105', { ...session, after: 103 }),
    'of an older number': heard('heartbeat', 'e.1-90', { after: 100, age: 0, since: 0 }),
    'of the same number': heard('session', 'e.1-100', session),
    'of another epoch': heard('heartbeat', 'e.2-101', { after: 100, age: 0, since: 0 }),
    'of a later kind in another order': heard('later', 'e.1-103', { after: 101 }),
    'without an id': heard('session', '', session),
    'with an odd id': heard('session', '101', session),
    'with a number that is too high': heard('session', 'e.1-9999999999999999', session),
    'without the one before': heard('session', 'e.1-101', { sid: 'live', until: NOW + 600 }),
    'without a session': heard('session', 'e.1-101', { after: 100, until: NOW + 600 }),
    'without an end': heard('session', 'e.1-101', { after: 100, sid: 'live' }),
    'without a generation': heard('account', 'e.1-101', { after: 100, sub: '42', until: NOW + 600 }),
    'without keys': heard('keys', 'e.1-101', { after: 100, keys: {} }),
    'without an age': heard('heartbeat', 'e.1-101', { after: 100, since: 0 }),
    'with a negative age': heard('heartbeat', 'e.1-101', { after: 100, age: -1, since: 0 }),
    'that does not say when it was sent': heard('heartbeat', 'e.1-101', { after: 100, age: 0 }),
    'that was sent before it was asked for': heard('heartbeat', 'e.1-101', { after: 100, age: 0, since: -0.01 }),
    'that was sent at a text': heard('heartbeat', 'e.1-101', { after: 100, age: 0, since: '0' }),
    'that was sent in a later time': heard('heartbeat', 'e.1-101', { after: 100, age: 0, since: 1.5 }),
    'of a snapshot in the middle': heard('sessions', '', { sessions: [['live', NOW + 600]] }),
    'that is no JSON': 'event: session\nid: e.1-101\ndata: {"after":100\n\n',
    'that is no object': 'event: session\nid: e.1-101\ndata: 100\n\n',
    'whose number is in two lines': 'event: session\nid: e.1-101\ndata: {"sid":"live","until":1800000600,"after":10\ndata: 0}\n\n',
    'with an empty id after its own': heard('session', 'e.1-101\nid', session),
    'with a space too many': heard('session', ' e.1-101', session),
    'with an end before all time': heard('session', 'e.1-101', { ...session, until: -1 }),
    'with a fraction of a generation': heard('account', 'e.1-101', { after: 100, sub: '42', generation: 3.5, until: NOW + 600 }),
    'with an account that is a number': heard('account', 'e.1-101', { after: 100, sub: 42, generation: 4, until: NOW + 600 }),
    'without the end of an account': heard('account', 'e.1-101', { after: 100, sub: '42', generation: 4 }),
    'of a later kind without data': heard('later', 'e.1-101', 7),
    'that resumes in the middle': heard('resumed', '', { after: 100 }),
    'that begins in the middle': heard('snapshot', '', { sessions: 0, accounts: 0 }),
    'that never ends': `data: ${'x'.repeat(4 << 20)}`,
    'of roles in the middle': heard('roles', '', { roles: [] }),
    'of rights without an id': heard('rights', '', { after: 100, sub: '42', rights: 58, until: NOW + 600 }),
    'of rights twice': heard('rights', 'e.1-100', { after: 98, sub: '42', rights: 58, until: NOW + 600 }),
    'of rights of a number': heard('rights', 'e.1-101', { after: 100, sub: 42, rights: 58, until: NOW + 600 }),
    'of rights without a number': heard('rights', 'e.1-101', { after: 100, sub: '42', until: NOW + 600 }),
    'of rights below nothing': heard('rights', 'e.1-101', { after: 100, sub: '42', rights: -1, until: NOW + 600 }),
    'of rights without an end': heard('rights', 'e.1-101', { after: 100, sub: '42', rights: 58 }),
    'of a role without a name': heard('role', 'e.1-101', { after: 100, scopes: [], rights: 58, until: NOW + 600 }),
    'of a role without scopes': heard('role', 'e.1-101', { after: 100, role: 'a', rights: 58, until: NOW + 600 }),
    'of a role whose scopes are a text': heard('role', 'e.1-101', { after: 100, role: 'a', scopes: 'api', rights: 58, until: NOW + 600 }),
    'of a role with a scope that is a number': heard('role', 'e.1-101', { after: 100, role: 'a', scopes: ['api', 7], rights: 58, until: NOW + 600 }),
    'of a role with a fraction of rights': heard('role', 'e.1-101', { after: 100, role: 'a', scopes: [], rights: 57.5, until: NOW + 600 }),
    'of a role without an end': heard('role', 'e.1-101', { after: 100, role: 'a', scopes: [], rights: 58 }),
    'of endless lines': `data: ${'x'.repeat(1 << 20)}\n`.repeat(5),
  };
  for (const [what, text] of Object.entries(odd)) {
    test(`is asked for again after an event ${what}`, async () => {
      await begin();
      feed.send(text);
      await assertTakesUp();
    });
  }

  const broken = {
    'misses sessions': (parts) => parts.filter((part, i) => i !== 1),
    'has one session twice and misses another': (parts) => parts.map((part, i) => parts[i === 2 ? 1 : i]),
    'misses accounts': (parts) => parts.filter(([type]) => type !== 'accounts'),
    'misses the keys': (parts) => parts.filter(([type]) => type !== 'keys'),
    'ends before a part of it': (parts) => [...parts.slice(0, 2), parts.at(-1), ...parts.slice(2)],
    'has an event in the middle': (parts) => [...parts.slice(0, 2), ['heartbeat', 'e.1-200', { after: 100, age: 0, since: 0 }], ...parts.slice(2)],
    'begins with another part': (parts) => parts.slice(1),
    'has no id': (parts) => [...parts.slice(0, -1), ['current', undefined, parts.at(-1)[2]]],
    'has no issuer': (parts) => [...parts.slice(0, -1), ['current', 'e.1-200', { audience: AUDIENCE }]],
    'has no audience': (parts) => [...parts.slice(0, -1), ['current', 'e.1-200', { issuer: ISSUER }]],
    'has more sessions than it says': (parts) => [['snapshot', undefined, { sessions: 1, accounts: 1 }], ...parts.slice(1)],
    'has more accounts than it says': (parts) => [['snapshot', undefined, { sessions: 2, accounts: 0 }], ...parts.slice(1)],
    'has a session that is a number': (parts) => [parts[0], ['sessions', undefined, { sessions: [[7, NOW], ['x', NOW]] }], ...parts.slice(3)],
    'has an end that is a text': (parts) => [parts[0], ['sessions', undefined, { sessions: [['live', 'x'], ['x', NOW]] }], ...parts.slice(3)],
    'has an account without an end': (parts) => [...parts.slice(0, 3), ['accounts', undefined, { accounts: [['42', 9]] }], ...parts.slice(4)],
    'has a generation that is a text': (parts) => [...parts.slice(0, 3), ['accounts', undefined, { accounts: [['42', '9', NOW]] }], ...parts.slice(4)],
    'has an account that is a number': (parts) => [...parts.slice(0, 3), ['accounts', undefined, { accounts: [[42, 9, NOW]] }], ...parts.slice(4)],
    'has an object for keys': (parts) => [...parts.slice(0, 3), ['keys', undefined, { keys: {} }], parts.at(-1)],
    'has a row that is none': (parts) => [parts[0], ['sessions', undefined, { sessions: [['live'], ['x', NOW]] }], ...parts.slice(3)],
    'does not say how much it is': (parts) => [['snapshot', undefined, {}], ...parts.slice(1)],
    'begins by another name': (parts) => [['message', undefined, parts[0][2]], ...parts.slice(1)],
    'says only the sessions': (parts) => [['snapshot', undefined, { sessions: 2 }], ...parts.slice(1)],
    'is resumed nowhere': () => [['resumed', undefined, {}], ['session', 'e.1-101', session]],
    'is resumed at another number': () => [['resumed', undefined, { after: 99 }], ['session', 'e.1-101', session]],
    'is a page of somebody else': () => [['message', undefined, { log: 'in' }]],
  };
  for (const [what, change] of Object.entries(broken)) {
    test(`reconnects after a beginning that ${what}, and keeps its state`, async () => {
      await begin();
      feed.cut();
      const half = await server.next();
      assert.equal(half.headers['last-event-id'], 'e.1-100');
      change(half.parts(200, { sessions: ['live', 'x'], accounts: [['42', 9, NOW + 600]] })).forEach((part) =>
        half.event(...part),
      );
      await assertTakesUp();
    });
  }

  test('applies a snapshot only as a whole', async () => {
    await begin();
    feed.cut();
    feed = await server.next();
    const parts = feed.parts(7, { sessions: ['live', 'ended'], epoch: 'other' });
    parts.slice(0, -1).forEach((part) => feed.event(...part));
    feed.send(':\n');
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(await accepts(live), true);
    feed.event(...parts.at(-1));
    await until(() => !verifier.fresh); // freshness in one epoch does not apply to another
    feed.event('heartbeat', 'other-8', { after: 7, age: 0, since: 0 });
    await until(() => verifier.fresh);
    assert.equal(await accepts(live), false);
    assert.equal(await accepts(ended), false);
    assert.equal(await accepts(gone), false);
    assert.equal(await accepts(await sign(pair, { sid: 'another' })), true);
    feed.cut();
    assert.equal((await server.next()).headers['last-event-id'], 'other-8');
  });

  test('keeps its state while a snapshot of the same epoch arrives', async () => {
    await begin();
    feed.cut();
    feed = await server.next();
    feed.snapshot(100, { sessions: ['ended', 'x'] });
    await until(async () => !(await accepts(ended)));
    assert.equal(await accepts(live), true);
    assert.equal(await accepts(gone), false);
  });

  test('drops a snapshot that takes longer than half a minute', async () => {
    await begin({ whenStale: { goOnFor: 600 } });
    for (const [ms, isTaken] of [[30_000, true], [30_001, false]]) {
      feed.cut();
      feed = await server.next();
      const parts = feed.parts(200, { sessions: isTaken ? ['ended'] : ['live'] });
      const looks = clock.looks;
      feed.event(...parts.shift());
      await until(() => clock.looks > looks);
      clock.ticked += ms;
      parts.forEach((part) => feed.event(...part));
      isTaken ? await until(async () => !(await accepts(ended))) : await server.next();
    }
    assert.equal(await accepts(live), true);
  });

  test('does not accept a node that is behind', async () => {
    await begin();
    feed.cut();
    const behind = await server.next();
    behind.snapshot(99, { sessions: [] }).beat();
    await assertTakesUp();
  });

  for (const status of [302, 404, 429, 500, 503]) {
    test(`is asked for again after ${status}`, async () => {
      await begin();
      server.feedStatus = status;
      feed.cut();
      await server.next();
      server.feedStatus = 200;
      feed = await server.nextGood();
      assert.equal(server.asked.elsewhere, 0);
      feed.resumed(100).revoke('ended').beat();
      await until(async () => !(await accepts(ended)));
      await until(() => accepts(live));
    });
  }

  for (const status of [401, 403]) {
    test(`is stale at once after ${status}`, async () => {
      await begin();
      server.feedStatus = status;
      feed.cut();
      await until(async () => !(await accepts(live)));
      assert.equal(verifier.fresh, false);
      server.feedStatus = 200;
      feed = await server.nextGood();
      feed.resumed(100).beat();
      await until(() => accepts(live));
    });
  }

  test('refuses another content type', async () => {
    await begin();
    server.feedType = 'text/html';
    feed.cut();
    const page = (await server.next()).snapshot(300, {}).beat();
    await page.closed;
    await server.next();
    assert.match(verifier.trouble, /not an event stream/);
    assert.equal(await accepts(gone), false);
  });

  test('is dropped without heartbeats, whatever else it sends', async () => {
    await begin({ timing: { ...timing, staleAfter: 1_500 } });
    const talk = setInterval(() => feed.revoke('somebody'), 5);
    try {
      await feed.closed;
      assert.equal(verifier.trouble, 'nothing was received in time');
      feed = await server.next();
      feed.resumed(Number(feed.headers['last-event-id'].slice(4))).beat();
    } finally {
      clearInterval(talk);
    }
  });
});

describe('changes of rights', () => {
  const UNTIL = NOW + 600;
  const holder = (rgt, scope = 'api', roles = undefined, more = {}) => sign(pair, { rgt, scope, roles, ...more });

  test('of an account outdate its older tokens, which stay outdated', async () => {
    await begin();
    const [older, renewed, missing, others] = await Promise.all([holder(57), holder(58), holder(), holder(7, 'api', [], { sub: '43' })]);
    for (const each of [older, renewed, missing, others]) {
      assert.equal(await accepts(each), true);
    }
    feed.next('rights', { sub: '42', rights: 58, until: UNTIL });
    await until(async () => !(await accepts(older))); // no heartbeat is needed
    assert.equal(await accepts(missing), false);
    assert.equal(await accepts(renewed), true);
    assert.equal(await accepts(others), true);
    // A late event must not weaken the first change.
    feed.next('rights', { sub: '42', rights: 57, until: UNTIL });
    await assertHeard();
    assert.equal(await accepts(older), false);
    feed.next('rights', { sub: '42', rights: 59, until: UNTIL });
    await assertHeard();
    assert.equal(await accepts(renewed), false);
  });

  test('of a role outdate tokens with its scopes or its name', async () => {
    await begin();
    const concerned = await Promise.all([
      holder(57, 'api posts:write'), holder(57, 'api', ['author', 'editor']), holder(57, 'posts:read', ['editor']),
      holder(undefined, 'posts:read'),
    ]);
    const narrowed = await holder(57, 'api posts:list', ['author']);
    // A scope is not a role, and a part of a name is not a role either.
    const others = [narrowed, await holder(58, 'posts:read', ['editor']), await holder(57, 'editor posts posts:writer', ['posts:write'])];
    for (const each of [...concerned, ...others]) {
      assert.equal(await accepts(each), true);
    }
    feed.next('role', { role: 'editor', scopes: ['posts:write', 'posts:read'], rights: 58, until: UNTIL });
    await until(async () => !(await accepts(concerned[0]))); // no heartbeat is needed
    for (const each of concerned) {
      assert.equal(await accepts(each), false);
    }
    for (const each of others) {
      assert.equal(await accepts(each), true);
    }
    feed.next('role', { role: 'author', scopes: [], rights: 60, until: UNTIL });
    await assertHeard();
    assert.equal(await accepts(narrowed), false);
    assert.equal(await accepts(others[1]), true);
  });

  test('of an organisation, or of a role in all of them, outdate the tokens there', async () => {
    await begin();
    const inOne = (org, role, rgt = 57) => holder(rgt, 'api', undefined, { org, org_role: role });
    const [owner, member, other, newer] = await Promise.all([
      inOne('A', 'owner'), inOne('A', 'member'), inOne('B', 'owner'), inOne('A', 'owner', 58),
    ]);
    // If a role or a scope has the name of an organization, the token still does not act in that
    // organization.
    const none = await holder(57, 'api A owner', ['A', 'owner']);
    feed.next('role', { role: 'org/A', scopes: [], rights: 58, until: UNTIL });
    await until(async () => !(await accepts(owner)));
    assert.equal(await accepts(member), false);
    for (const each of [other, newer, none]) {
      assert.equal(await accepts(each), true);
    }
    feed.next('role', { role: 'org/owner', scopes: [], rights: 59, until: UNTIL });
    await assertHeard();
    assert.equal(await accepts(other), false);
    assert.equal(await accepts(newer), false);
    assert.equal(await accepts(none), true);
  });

  test('of one role add up', async () => {
    await begin();
    const [first, second, third] = await Promise.all([holder(59, 'first'), holder(59, 'second'), holder(60, 'first second')]);
    feed.next('role', { role: 'editor', scopes: ['first'], rights: 60, until: UNTIL });
    feed.next('role', { role: 'editor', scopes: ['second'], rights: 58, until: UNTIL });
    await assertHeard();
    assert.equal(await accepts(first), false);
    assert.equal(await accepts(second), false);
    assert.equal(await accepts(third), true);
    feed.next('role', { role: 'author', scopes: ['first'], rights: 50, until: UNTIL }); // undoes no earlier change
    await assertHeard();
    assert.equal(await accepts(first), false);
  });

  test('have names that mean something elsewhere', async () => {
    await begin();
    const odd = await holder(57, 'toString', ['__proto__'], { sub: 'constructor' });
    assert.equal(await accepts(odd), true);
    feed.next('role', { role: 'editor', scopes: ['valueOf', '__proto__'], rights: 58, until: UNTIL });
    await assertHeard();
    assert.equal(await accepts(odd), true);
    feed.next('role', { role: '__proto__', scopes: [], rights: 58, until: UNTIL });
    await assertHeard();
    assert.equal(await accepts(odd), false);
  });

  test('of a role are compared with each of many cached tokens', async () => {
    server.keys = [pair.jwk, ed.jwk];
    await begin();
    const header = JSON.stringify({ alg: 'Ed25519', typ: 'at+jwt', kid: ed.kid });
    const tokens = Array.from({ length: process.env.LONG_TESTS === '1' ? 2_000 : 500 }, (_, i) => {
      const said = { jti: `${i}`, rgt: 55 + (i % 5), scope: `api s${i % 7}`, roles: [`r${i % 11}`] };
      return signText(ed.privateKey, header, JSON.stringify(claims(said)), null);
    });
    const assertAccepted = async (right) => {
      for (let i = 0; i < tokens.length; i += 500) {
        feed.beat(); // otherwise the stream would seem silent
        const accepted = await Promise.all(tokens.slice(i, i + 500).map(accepts));
        assert.deepEqual(accepted, accepted.map((_, j) => right(i + j)), `tokens from ${i}`);
      }
    };
    await assertAccepted(() => true);
    feed.next('role', { role: 'r3', scopes: ['s1', 's4'], rights: 58, until: UNTIL });
    await assertHeard();
    const isConcerned = (i) => i % 7 === 1 || i % 7 === 4 || i % 11 === 3;
    const right = (i) => !isConcerned(i) || 55 + (i % 5) >= 58;
    await assertAccepted(right);
    await assertAccepted(right);
  });

  test('end when their tokens have expired', async () => {
    await begin({ leeway: 5 });
    const account = await holder(57, 'api', []);
    const role = await holder(57, 'posts:write', [], { sub: '43' });
    feed.next('rights', { sub: '42', rights: 58, until: NOW + 60 });
    feed.next('role', { role: 'editor', scopes: ['posts:write'], rights: 58, until: NOW + 90 });
    feed.next('role', { role: 'editor', scopes: ['posts:read'], rights: 58, until: NOW + 80 });
    await assertHeard();
    for (const [after, ofAccount, ofRole] of [[64, false, false], [65, true, false], [94, true, false], [95, true, true]]) {
      clock.ms = (NOW + after) * 1000;
      clock.ticked += 10_001;
      feed.beat();
      await until(() => verifier.fresh);
      assert.equal(await accepts(account), ofAccount, `after ${after} s`);
      assert.equal(await accepts(role), ofRole, `after ${after} s`);
    }
  });

  test('count while the verifier is stale', async () => {
    await begin({ whenStale: { goOnFor: 600 } });
    feed.next('rights', { sub: '42', rights: 58, until: UNTIL });
    await assertHeard();
    clock.ticked += 4_000;
    assert.equal(verifier.fresh, false);
    assert.equal(await accepts(await holder(57)), false);
    assert.equal(await accepts(await holder(58)), true);
  });

  const rights = [['42', 58, UNTIL], ['45', 9, UNTIL]];
  const roles = [['editor', ['posts:write', 'posts:read'], 58, UNTIL], ['postmaster', ['mails:read'], 9, UNTIL]];

  test('are part of a snapshot, and stay through resumed streams and other snapshots', async () => {
    await begin({}, { rights, roles });
    const outdated = [await holder(57), await holder(57, 'posts:read', [], { sub: '43' }), await holder(8, 'api', ['postmaster'], { sub: '44' })];
    const others = [await holder(58), await holder(57, 'posts:list', [], { sub: '43' }), await holder(9, 'mails:read', ['postmaster'], { sub: '44' })];
    const assertRight = async () => {
      await assertHeard();
      assert.deepEqual(await Promise.all([...outdated, ...others].map(accepts)), [false, false, false, true, true, true]);
    };
    await assertRight();
    feed.cut();
    feed = await server.next();
    feed.resumed(Number(feed.headers['last-event-id'].slice(4))).beat();
    await assertRight();
    feed.cut();
    feed = await server.next();
    feed.snapshot(300).beat(); // the server has removed the changes
    await assertRight();
  });

  const at = { snapshot: 0, rights: 2, roles: 3 };
  const replace = (type, ...rows) => (parts) => parts.map((part, i) => (i === at[type] ? [type, undefined, { [type]: rows }] : part));
  const broken = {
    'misses rights': (parts) => parts.filter(([type]) => type !== 'rights'),
    'misses roles': (parts) => parts.filter(([type]) => type !== 'roles'),
    'misses one of the rights': replace('rights', rights[0]),
    'misses one of the roles': replace('roles', roles[0]),
    'has rights twice': replace('rights', rights[0], rights[0]),
    'has a role twice': replace('roles', roles[0], roles[0]),
    'has more rights than it says': (parts) => [...parts.slice(0, -1), ['rights', undefined, { rights: [['46', 1, UNTIL]] }], parts.at(-1)],
    'has more roles than it says': (parts) => [...parts.slice(0, -1), ['roles', undefined, { roles: [['author', [], 1, UNTIL]] }], parts.at(-1)],
    'has a live change of rights': (parts) => [...parts.slice(0, -1), ['rights', undefined, { sub: '42', rights: 1, until: UNTIL }], parts.at(-1)],
    'has a live change of a role': (parts) => [...parts.slice(0, -1), ['role', undefined, { role: 'a', scopes: [], rights: 1, until: UNTIL }], parts.at(-1)],
    'has pieces of a later kind': (parts) => [...parts.slice(0, -1), ['later', undefined, { later: [] }], parts.at(-1)],
    'has rights of a number': replace('rights', rights[0], [45, 9, UNTIL]),
    'has rights without an end': replace('rights', rights[0], ['45', 9]),
    'has rights that are a text': replace('rights', rights[0], ['45', '9', UNTIL]),
    'has negative rights': replace('rights', rights[0], ['45', -9, UNTIL]),
    'has a role without scopes': replace('roles', roles[0], ['author', 9, UNTIL]),
    'has a role whose scopes are a text': replace('roles', roles[0], ['author', 'api', 9, UNTIL]),
    'has a role with a scope that is a number': replace('roles', roles[0], ['author', [7], 9, UNTIL]),
    'has a role that is a number': replace('roles', roles[0], [7, [], 9, UNTIL]),
    'has a role without an end': replace('roles', roles[0], ['author', [], 9]),
    'says a text for the rights': (parts) => [['snapshot', undefined, { ...parts[0][2], rights: '2' }], ...parts.slice(1)],
    'says a negative number of roles': (parts) => [['snapshot', undefined, { ...parts[0][2], roles: -2 }], ...parts.slice(1)],
  };
  for (const [what, change] of Object.entries(broken)) {
    test(`are refused in a snapshot that ${what}`, async () => {
      await begin();
      feed.cut();
      const odd = await server.next();
      change(odd.parts(200, { rights, roles })).forEach((part) => odd.event(...part));
      await assertTakesUp();
    });
  }

  // During an upgrade, a server of version 0.4.0 sends no changes of rights, although a newer
  // server has already stored some.
  test('are unknown to a server of 0.4.0, whose stream is followed but not resumed', async () => {
    await begin({}, { rights, roles });
    feed.cut();
    feed = await server.next();
    assert.equal(feed.headers['last-event-id'], 'e.1-100');
    feed.snapshotWithoutRights(200).beat();
    await assertHeard();
    assert.equal(await accepts(await holder(57)), false);
    assert.equal(await accepts(await holder(57, 'api', ['author'], { sub: '43' })), true);
    feed.cut();
    const older = await server.next();
    assert.equal(older.headers['last-event-id'], undefined);
    older.snapshot(100).beat(); // refused, because it is older than the verifier's state
    (await server.next()).resumed(202).beat(); // the verifier did not ask to resume
    feed = await server.next();
    assert.equal(feed.headers['last-event-id'], undefined);
    feed.snapshot(300, { roles: [['author', [], 58, UNTIL]] }).beat();
    await assertHeard();
    assert.equal(await accepts(await holder(57, 'api', ['author'], { sub: '43' })), false);
    feed.cut();
    assert.equal((await server.next()).headers['last-event-id'], 'e.1-302');
  });
});

describe('the claims of a token', () => {
  const editor = claims({ scope: 'api posts:write', roles: ['editor'] });

  test('have scopes and roles', () => {
    assert.equal(hasScope(editor, 'posts:write'), true);
    assert.equal(hasScope(editor, 'posts'), false);
    assert.equal(hasScope(editor, 'editor'), false);
    assert.equal(hasRole(editor, 'editor'), true);
    assert.equal(hasRole(editor, 'posts:write'), false);
    assert.equal(hasRole(claims(), 'editor'), false);
    requireScope(editor, 'api');
    requireRole(editor, 'editor');
  });

  test('name the organisation, or lead to 403', () => {
    assert.equal(requireOrganization(claims({ org: 'Zk2N', org_role: 'owner' })), 'Zk2N');
    assert.throws(() => requireOrganization(editor), (e) => {
      assert.ok(e instanceof InsufficientScopeError);
      assert.deepEqual(e.headers, { 'www-authenticate': 'Bearer error="insufficient_scope"' });
      return true;
    });
  });

  test('without a required scope or role lead to 403', () => {
    assert.throws(() => requireScope(editor, 'posts:delete'), (e) => {
      assert.ok(e instanceof InsufficientScopeError);
      assert.equal(e.name, 'InsufficientScopeError');
      assert.equal(e.message, 'the token lacks the scope posts:delete');
      assert.equal(e.status, 403);
      assert.deepEqual(e.headers, { 'www-authenticate': 'Bearer error="insufficient_scope", scope="posts:delete"' });
      return true;
    });
    for (const without of [editor, claims()]) {
      assert.throws(() => requireRole(without, 'posts:write'), (e) => {
        assert.equal(e.message, 'the token lacks the role posts:write');
        assert.equal(e.status, 403);
        assert.deepEqual(e.headers, { 'www-authenticate': 'Bearer error="insufficient_scope"' });
        return true;
      });
    }
    assert.throws(() => requireScope(null, 'api'), TypeError); // the claims of an invalid token are null
  });

  test('name who acts as the subject, and a service can refuse that', () => {
    const acting = claims({ act: { sub: '7' } });
    assert.equal(actorOf(acting), '7');
    assert.equal(actorOf(editor), undefined);
    requireNoActor(editor);
    assert.throws(() => requireNoActor(acting), (e) => {
      assert.ok(e instanceof InsufficientScopeError);
      assert.equal(e.status, 403);
      assert.deepEqual(e.headers, { 'www-authenticate': 'Bearer error="insufficient_scope"' });
      return true;
    });
    assert.throws(() => requireNoActor(null), TypeError);
  });

  test('name the personal key, and a service can refuse that', () => {
    const traded = claims({ sid: 'Zk2N', key_id: 'Zk2N' });
    assert.equal(keyIdOf(traded), 'Zk2N');
    assert.equal(keyIdOf(editor), undefined);
    requireNoKey(editor);
    requireNoActor(traded);
    assert.throws(() => requireNoKey(traded), (e) => {
      assert.ok(e instanceof InsufficientScopeError);
      assert.equal(e.message, 'the token was issued for a personal key');
      assert.equal(e.status, 403);
      assert.deepEqual(e.headers, { 'www-authenticate': 'Bearer error="insufficient_scope"' });
      return true;
    });
    assert.throws(() => requireNoKey(null), TypeError);
  });

  test('name the class of the log-in, and a service can require a better or newer one', () => {
    const at = editor.auth_time;
    const allowed = (present, required, age = 0) => {
      try {
        requireAuthentication(claims({ acr: present }), required, 300, (at + age) * 1000);
        return true;
      } catch (e) {
        assert.ok(e instanceof StepUpRequiredError);
        assert.equal(e.status, 401);
        assert.deepEqual(e.headers, { 'www-authenticate':
          `Bearer error="insufficient_user_authentication", acr_values="${required}", max_age="300"` });
        return false;
      }
    };
    for (const [present, required, enough] of [['1', '1', true], ['1', '2', false], ['2', '1', true], ['2', 'phr', false],
      ['phr', '2', true], ['phrh', 'phr', true], [undefined, '1', false], ['3', '1', false]]) {
      assert.equal(allowed(present, required), enough, `${present} for ${required}`);
    }
    assert.equal(allowed('2', '2', 360), true);
    assert.equal(allowed('2', '2', 361), false);
    for (const [acr, age] of [['3', 300], ['', 300], ['2', 0], ['2', 1.5], ['2', '300']]) {
      assert.throws(() => requireAuthentication(editor, acr, age), TypeError);
    }
  });

  test('cannot be asked for names that no scope can have', () => {
    for (const name of ['', ' ', 'posts:read posts:write', 'a"', 'a\\', 'a\r\nSet-Cookie: a=b', 'a\tb', '\x7f', 'é', '💥', '\0', 'a\n', undefined, null, 7, ['api']]) {
      for (const check of [hasScope, hasRole, requireScope, requireRole]) {
        assert.throws(() => check(editor, name), TypeError);
      }
    }
    const all = String.fromCharCode(...Array.from({ length: 0x7f - 0x21 }, (_, i) => 0x21 + i)).replace(/["\\]/g, '');
    assert.equal(hasScope(claims({ scope: all }), all), true);
  });
});

describe('a verdict', () => {
  const answer = async (token) => {
    const { claims: found, status, headers } = await verifier.judge(token);
    return [found?.sub ?? null, status, headers];
  };
  const bad = [null, 401, { 'www-authenticate': 'Bearer error="invalid_token"' }];
  const unknown = [null, 503, { 'retry-after': '3' }];

  test('has the claims, or the answer of the service', async () => {
    await begin();
    assert.deepEqual(await answer(live), ['42', 200, {}]);
    for (const token of [gone, others, 'x', ' ', 7]) {
      assert.deepEqual(await answer(token), bad, token);
    }
    for (const none of ['', undefined, null]) {
      assert.deepEqual(await answer(none), [null, 401, { 'www-authenticate': 'Bearer' }], none);
    }
  });

  test('is unknown for a good token while the verifier is stale', async () => {
    await begin();
    clock.ticked += 3_000;
    assert.deepEqual(await answer(live), unknown);
    assert.deepEqual(await answer(gone), bad);
  });

  test('is unknown after the time for which a stale verifier goes on', async () => {
    await begin({ whenStale: { goOnFor: 60 } });
    clock.ticked += 63_000;
    assert.deepEqual(await answer(live), ['42', 200, {}]);
    clock.ticked += 1;
    assert.deepEqual(await answer(live), unknown);
  });

  test('is the one of the server that is asked, or unknown if it does not answer', async () => {
    await begin({ whenStale: 'ask-server' });
    clock.ticked += 3_000;
    assert.deepEqual(await answer(live), bad);
    server.active = true;
    assert.deepEqual(await answer(live), ['42', 200, {}]);
    server.status = 503;
    assert.deepEqual(await answer(live), unknown);
    assert.deepEqual(await answer(live), unknown);
  });
});

describe('a stale verifier', () => {
  test('refuses tokens three seconds after the time of the last heartbeat', async () => {
    await begin({}, {}, { age: 0.5 });
    clock.ticked += 2_499;
    assert.equal(await accepts(live), true);
    clock.ticked += 1;
    assert.equal(await accepts(live), false);
    assert.equal(verifier.fresh, false);
    feed.beat();
    await until(() => accepts(live));
  });

  test('accounts for the delay of a heartbeat', async () => {
    await begin();
    clock.ticked += 2_900; // the heartbeat was sent two seconds earlier
    feed.beat({ since: 0.9 }).revoke('ended');
    await until(async () => !(await accepts(ended)));
    clock.ticked += 999;
    assert.equal(await accepts(live), true);
    clock.ticked += 1;
    assert.equal(await accepts(live), false);
  });

  test('does not become fresher by an older heartbeat', async () => {
    await begin();
    feed.beat({ age: 2 });
    await assertHeard();
    clock.ticked += 2_999;
    assert.equal(verifier.fresh, true);
    clock.ticked += 1;
    assert.equal(verifier.fresh, false);
  });

  const beats = [
    ['three seconds late', 10_000, 7, false],
    ['just not three seconds late', 10_000, 7.01, true],
    ['early, as our clock is slow', 10_000, 11.49, true],
    ['as early as none can be', 10_000, 11.5, false],
    ['an age early, as a copy of another stream would be', 0, 3_600, false],
    ['half of that late after a minute', 60_010, 58.51, true],
    ['later than that before a minute is over', 60_000, 57.01, true],
    ['later than that after a minute', 60_001, 58.5, false],
  ];
  for (const [what, elapsed, since, goesOn] of beats) {
    test(`${goesOn ? 'continues' : 'drops'} a stream that is ${what}`, async () => {
      await begin({ whenStale: { goOnFor: 600 } });
      clock.ticked += elapsed;
      feed.beat({ since }).revoke('ended');
      if (goesOn) {
        await until(async () => !(await accepts(ended)));
      } else {
        assert.equal((await server.next()).headers['last-event-id'], 'e.1-100');
        assert.equal(await accepts(ended), true);
      }
    });
  }

  test('counts from the request of each stream', async () => {
    await begin();
    clock.ticked += 600_000;
    feed.cut();
    feed = await server.next();
    feed.resumed(100).beat();
    await until(() => verifier.fresh);
    clock.ticked += 2_999;
    assert.equal(verifier.fresh, true);
  });

  test('asks the server if so configured, but still checks the token', async () => {
    await begin({ whenStale: 'ask-server' });
    assert.equal(await accepts(live), true);
    assert.equal(server.asked.introspection, 0);
    clock.ticked += 3_000;
    assert.equal(await accepts(live), false);
    const { method, authorization, form } = server.asked.last;
    assert.deepEqual([method, authorization, form], ['POST', `Bearer ${SERVICE_KEY}`, `token=${live}`]);
    server.active = true;
    assert.equal(await accepts(live), true);
    assert.equal(await accepts(gone), false);
    assert.equal(server.asked.introspection, 2);
  });

  test('accepts a token only if the server clearly says that it is active', async () => {
    await begin({ whenStale: 'ask-server' });
    clock.ticked += 3_000;
    for (const answer of ['{"active":"true"}', '[]', 'null', 'yes', '{"active":1}', '{}']) {
      clock.ticked += 500;
      server.answer = answer;
      assert.equal(await accepts(live), false, answer);
    }
    server.answer = '{"active":true}';
    for (const status of [201, 302, 307, 401, 500]) {
      clock.ticked += 500;
      server.status = status;
      assert.equal(await accepts(live), false, status);
    }
    assert.equal(server.asked.introspection, 11);
    assert.equal(server.asked.elsewhere, 0);
  });

  test('does not ask for half a second after a failure', async () => {
    await begin({ whenStale: 'ask-server' });
    clock.ticked += 3_000;
    server.active = true;
    server.status = 503;
    assert.equal(await accepts(live), false);
    server.status = 200;
    clock.ticked += 499;
    assert.equal(await accepts(live), false);
    assert.equal(server.asked.introspection, 1);
    clock.ticked += 1;
    assert.equal(await accepts(live), true);
  });

  test('refuses a token if the server does not answer in time', async () => {
    await begin({ whenStale: 'ask-server', timing: { ...timing, answerWithin: 1 } });
    clock.ticked += 3_000;
    const release = holdAnswers();
    assert.equal(await accepts(live), false);
    assert.equal(await accepts(others), false);
    release();
  });

  test('asks about 64 tokens at a time', async () => {
    await begin({ whenStale: 'ask-server' });
    clock.ticked += 3_000;
    server.active = true;
    await verifier.verify(live);
    const release = holdAnswers();
    const answers = Array.from({ length: 64 }, () => accepts(live));
    await until(() => server.asked.introspection === 65);
    assert.equal(await accepts(live), false);
    release();
    assert.ok((await Promise.all(answers)).every((accepted) => accepted));
    assert.equal(await accepts(live), true);
    assert.equal(server.asked.introspection, 66);
  });

  const meanwhile = {
    'its session is revoked': () => feed.revoke('live'),
    'its account is': () => feed.next('account', { sub: '42', generation: 4, until: NOW + 600 }),
    'its key is withdrawn': () => feed.next('keys', { keys: [] }),
    'it ends': () => (clock.ms = (NOW + 600) * 1000),
    'the verifier is closed': () => verifier.close(),
  };
  for (const [what, happens] of Object.entries(meanwhile)) {
    test(`refuses a token when ${what} while the server is asked`, async () => {
      await begin({ whenStale: 'ask-server' });
      clock.ticked += 3_000;
      server.active = true;
      const release = holdAnswers();
      const answer = accepts(live);
      await until(() => server.asked.introspection === 1);
      happens();
      if (what !== 'the verifier is closed') {
        feed.beat().revoke('heard');
        await until(() => verifier.fresh);
        await assertHeard();
      }
      release();
      assert.equal(await answer, false);
    });
  }

  test('accepts tokens for goOnFor seconds, but not revoked ones', async () => {
    await begin({ whenStale: { goOnFor: 60 } });
    clock.ticked += 63_000;
    assert.equal(verifier.fresh, false);
    assert.equal(await accepts(live), true);
    assert.equal(await accepts(gone), false);
    assert.equal(server.asked.introspection, 0);
    clock.ticked += 1;
    assert.equal(await accepts(live), false);
    server.feedStatus = 401; // a refusal must not extend the minute of whenStale
    feed.cut();
    await until(() => verifier.trouble.includes('401'));
    assert.equal(await accepts(live), false);
  });
});

describe('keys', () => {
  test('that are announced again stay; removed keys are refused, even for cached tokens', async () => {
    await begin();
    const said = await verifier.verify(live);
    feed.next('keys', { keys: [rsa.jwk, pair.jwk] });
    await assertHeard();
    assert.equal(await verifier.verify(live), said);
    feed.next('keys', { keys: [other.jwk] });
    await until(async () => !(await accepts(live)));
    assert.equal(server.asked.keys, 0); // no request, because a response must not restore the removed keys
    assert.equal(await accepts(others), true);
    assert.equal(await accepts(await sign(ed)), false);
    assert.equal(server.asked.keys, 1);
    assert.equal(await accepts(live), false);
    feed.next('keys', { keys: [pair.jwk] });
    await until(() => accepts(live));
  });

  test('are not read from an answer over a megabyte', async () => {
    await begin({ whenStale: { goOnFor: 600 } });
    server.keys = [other.jwk, 'x'.repeat(1 << 20)];
    assert.equal(await accepts(others), false);
    clock.ticked += 10_000;
    server.keys = [other.jwk, 'x'.repeat(1 << 19)];
    assert.equal(await accepts(others), true);
  });

  test('that are unknown are requested once in ten seconds, together, and count for as long', async () => {
    const strange = await Promise.all([3, 4, 5].map(async (i) => sign(await keyPair(`k${i}`))));
    await begin({ whenStale: { goOnFor: 600 } });
    server.keys = [pair.jwk, other.jwk];
    assert.deepEqual(await Promise.all([others, ...strange, others].map(accepts)), [true, false, false, false, true]);
    assert.deepEqual(server.asked.last, { method: 'GET', authorization: undefined, cache: 'no-cache', form: '' });
    clock.ticked += 9_999;
    assert.equal(await accepts(strange[0]), false);
    assert.equal(await accepts(others), true);
    assert.equal(server.asked.keys, 1);
    server.keys = [pair.jwk];
    clock.ticked += 1;
    assert.equal(await accepts(others), false);
    assert.equal(await accepts(strange[0]), false);
    assert.equal(server.asked.keys, 2);
  });

  for (const [what, status, answer] of [
    ['an error', 500], ['a redirect', 307], ['no JSON', 200, 'x'], ['a list', 200, '[]'], ['no list', 200, '{"keys":{}}'],
    ['one too deep to write', 200, `{"keys":[{"kty":"EC","crv":"P-256","kid":"k2","x":${'['.repeat(1e5)}${']'.repeat(1e5)}}]}`],
  ]) {
    test(`that are unknown stay so after ${what}, and the others stay known`, async () => {
      await begin();
      server.keys = [other.jwk];
      Object.assign(server, { status, answer });
      assert.equal(await accepts(others), false);
      assert.equal(await accepts(live), true);
      Object.assign(server, { status: 200, answer: undefined });
      assert.equal(await accepts(others), false);
      assert.deepEqual([server.asked.keys, server.asked.elsewhere], [1, 0]);
    });
  }

  test('requested before an announcement are not used', async () => {
    await begin();
    const release = holdAnswers();
    server.keys = [pair.jwk, other.jwk];
    const answer = accepts(others);
    await until(() => server.asked.keys === 1);
    feed.next('keys', { keys: [pair.jwk] });
    await assertHeard();
    release();
    assert.equal(await answer, false);
    assert.equal(await accepts(others), false);
    assert.equal(server.asked.keys, 1);
  });

  test('from an answer are dropped by an announcement', async () => {
    await begin();
    server.keys = [pair.jwk, other.jwk];
    assert.equal(await accepts(others), true);
    feed.next('keys', { keys: [pair.jwk] });
    await assertHeard();
    assert.equal(await accepts(others), false);
  });

  test('announced during a request count at once', async () => {
    await begin();
    const release = holdAnswers();
    const answer = accepts(others);
    await until(() => server.asked.keys === 1);
    feed.next('keys', { keys: [pair.jwk, other.jwk] });
    await assertHeard();
    release();
    assert.equal(await answer, true);
  });

  test('announced during a signature check count at once', async ({ mock }) => {
    await begin();
    server.keys = [pair.jwk, other.jwk];
    const { subtle } = globalThis.crypto;
    const verify = subtle.verify.bind(subtle);
    const announcedMeanwhile = async (...signed) => {
      feed.next('keys', { keys: server.keys });
      await assertHeard();
      return verify(...signed);
    };
    const slow = mock.method(subtle, 'verify', announcedMeanwhile, { times: 1 });
    assert.equal(await accepts(others), true);
    assert.equal(slow.mock.callCount(), 1);
    assert.equal(server.asked.keys, 1);
  });

  test('that were removed stay refused, up to a thousand of them', async () => {
    const many = Array.from({ length: 1_001 }, (_, i) => ({ ...other.jwk, kid: `old ${i}` }));
    server.keys = many;
    await begin();
    feed.next('keys', { keys: [pair.jwk] });
    await assertHeard();
    for (const [i, accepted] of [[0, true], [1, false], [1_000, false]]) {
      assert.equal(await accepts(await sign({ ...other, kid: `old ${i}` })), accepted, `key ${i}`);
    }
    assert.equal(server.asked.keys, 1);
  });

  test('may change under the same id', async () => {
    const another = await keyPair('k1');
    const token = await sign(another);
    await begin();
    assert.equal(await accepts(live), true);
    feed.next('keys', { keys: [another.jwk] });
    await until(() => accepts(token));
    assert.equal(await accepts(live), false);
  });
});

describe('connecting', () => {
  for (const [status, reason] of [[401, 'key-refused'], [403, 'scope-missing'], [404, 'no-feed']]) {
    test(`fails at once with ${status}, and says why without the key`, async () => {
      server.feedStatus = status;
      const failure = await connect(server.url, SERVICE_KEY).catch((e) => e);
      assert.ok(failure instanceof NotConnectedError);
      assert.equal(failure.reason, reason);
      assert.doesNotMatch(inspect(failure, { depth: 9, showHidden: true }), /secret/);
    });
  }

  test('fails after a time-out if there is no answer', async () => {
    const url = server.url;
    server.close();
    const failure = await connect(url, SERVICE_KEY, { connectWithin: 0.5, timing }).catch((e) => e);
    assert.equal(failure.reason, 'unreachable');
    assert.match(failure.message, /ECONNREFUSED/);
    assert.doesNotMatch(inspect(failure, { depth: 9, showHidden: true }), /secret/);
  });

  test('waits for the first heartbeat', async () => {
    const failing = connect(server.url, SERVICE_KEY, { clock, timing, connectWithin: 0.5 }).catch((e) => e);
    (await server.next()).snapshot(1, {});
    assert.equal((await failing).reason, 'unreachable');
  });

  test('backs off up to two seconds, and resets after a heartbeat', async () => {
    const waits = [];
    const pause = (ms) => new Promise((resolve) => waits.push({ ms, resolve }));
    const assertWaits = async (ms) => {
      await until(() => waits.length > 0);
      const wait = waits.shift();
      assert.ok(wait.ms > ms && wait.ms < 2 * ms, `${wait.ms} is between ${ms} and twice that`); // the waits are random
      wait.resolve();
    };
    await begin({ timing: {}, clock: { ...clock, pause } });
    server.feedStatus = 503;
    feed.cut();
    for (const ms of [100, 200, 400, 800, 1_000, 1_000]) {
      await assertWaits(ms);
    }
    server.feedStatus = 200;
    feed = await server.nextGood();
    feed.resumed(100).beat();
    await assertHeard();
    server.feedStatus = 401;
    feed.cut();
    await assertWaits(100);
    await assertWaits(2_000);
    await assertWaits(2_000);
  });

  test('leaves nothing that keeps a process running', async () => {
    server.keys = [];
    const script = `
      const { connect } = await import(${JSON.stringify(new URL('../restauth-client.js', import.meta.url))});
      const timing = { staleAfter: 600_000, retryAtLeast: 600_000, retryAtMost: 600_000 };
      const verifier = await connect(process.argv[1] + '//', process.argv[2], { connectWithin: 3_600, timing });
      const answer = verifier.verify(process.argv[3]);
      verifier.close();
      console.log(verifier.fresh, await answer, await connect(process.argv[1], 'x', { connectWithin: 0.001 }).catch((e) => e.reason));`;
    const token = await sign(pair, { iat: Math.floor(Date.now() / 1000), exp: Math.floor(Date.now() / 1000) + 600 });
    server.clock = performance;
    const call = ['--input-type=module', '-e', script, server.url, SERVICE_KEY, token];
    const running = promisify(execFile)(process.execPath, call, { timeout: 20_000 });
    (await server.next()).snapshot(1).beat();
    const { stdout, stderr } = await running;
    assert.equal(stdout, 'false null unreachable\n');
    assert.equal(stderr, '');
  });

  test('refuses invalid arguments without quoting a secret', async () => {
    const odd = [
      ['http://auth.example.com', SERVICE_KEY, {}],
      ['ftp://auth.example.com', SERVICE_KEY, {}],
      ['https://secret:secret@auth.example.com', SERVICE_KEY, {}],
      ['https://auth.example.com?secret', SERVICE_KEY, {}],
      ['https://auth.example.com#secret', SERVICE_KEY, {}],
      ['https://auth.example.com?', SERVICE_KEY, {}],
      ['https://secret@auth.example.com', SERVICE_KEY, {}],
      ['https://:secret@auth.example.com', SERVICE_KEY, {}],
      ['http://localhost.example.com', SERVICE_KEY, {}],
      ['http://notlocalhost', SERVICE_KEY, {}],
      ['http://127.0.0.1.example.com', SERVICE_KEY, {}],
      ['https://auth.example.com', 'a secret', {}],
      ['secret', SERVICE_KEY, {}],
      ['https://auth.example.com', 'secret\r\nx: y', {}],
      ['https://auth.example.com', '', {}],
      ['https://auth.example.com', undefined, {}],
      ['https://auth.example.com', SERVICE_KEY, { whenStale: 'secret' }],
      ['https://auth.example.com', SERVICE_KEY, { whenStale: { goOnFor: -1 } }],
      ['https://auth.example.com', SERVICE_KEY, { leeway: 61 }],
      ['https://auth.example.com', SERVICE_KEY, { whenStale: { goOnFor: Infinity } }],
      ['https://auth.example.com', SERVICE_KEY, { whenStale: null }],
      ['https://auth.example.com', SERVICE_KEY, { leeway: -1 }],
      ['https://auth.example.com', SERVICE_KEY, { leeway: NaN }],
      ['https://auth.example.com', SERVICE_KEY, { remembered: 1 }],
      ['https://auth.example.com', SERVICE_KEY, { remembered: 2.5 }],
      ['https://auth.example.com', SERVICE_KEY, { connectWithin: 0 }],
      ['https://auth.example.com', SERVICE_KEY, { connectWithin: 3_601 }],
      ['https://auth.example.com', SERVICE_KEY, { audience: 7 }],
    ];
    for (const call of odd) {
      await assert.rejects(connect(...call), (e) => e instanceof TypeError && !inspect(e).includes('secret'));
    }
  });

  test('hides the secrets of a verifier, and accepts nothing once it is closed', async () => {
    await begin();
    assert.doesNotMatch(inspect(verifier, { depth: 9, showHidden: true }) + JSON.stringify(verifier), /secret/);
    assert.equal(await accepts(live), true);
    verifier.close();
    verifier.close();
    assert.equal(await accepts(live), false);
    assert.equal(verifier.fresh, false);
    await feed.closed;
  });
});
