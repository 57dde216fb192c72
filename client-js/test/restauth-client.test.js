import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { SignJWT } from 'jose';
import { connect, NotConnectedError } from '../restauth-client.js';
import { claims, FakeServer, ISSUER, keyPair, NOW, SERVICE_KEY, sign, until } from './fake-server.js';

const pair = await keyPair('k1');
const live = await sign(pair);
const ended = await sign(pair, { sid: 'ended' });
const gone = await sign(pair, { sid: 'gone' });

// Time goes on where a test says so; connections are made again at once.
let clock;
const timing = { retryAtLeast: 1, retryAtMost: 4, refusedRetry: 5 };

let server;
let verifier;
let feed;

async function begin(options = {}, content = { sessions: ['gone'] }, beat = {}) {
  const connecting = connect(server.url, SERVICE_KEY, { timing, clock, ...options });
  feed = await server.next();
  feed.snapshot(100, content).beat(beat);
  verifier = await connecting;
}

const accepts = async (token) => (await verifier.verify(token)) !== null;

/** The stream that comes next goes on as if nothing had been. */
async function assertTakesUp(lastId = 'e.1-100') {
  feed = await server.next();
  assert.equal(feed.headers['last-event-id'], lastId);
  feed.resumed(Number(lastId.split('-')[1])).revoke('ended').beat();
  await until(async () => !(await accepts(ended)));
  assert.equal(await accepts(live), true);
  assert.equal(await accepts(gone), false);
}

beforeEach(async () => {
  clock = { ms: NOW * 1000, ticked: 5_000, now: () => clock.ms, ticks: () => clock.ticked };
  server = await FakeServer.start([pair.jwk]);
});

afterEach(() => {
  verifier?.close();
  verifier = undefined;
  server.close();
});

describe('a token', () => {
  test('that is good is its claims', async () => {
    await begin();
    const said = await verifier.verify(live);
    assert.deepEqual(said, claims());
    assert.throws(() => (said.sub = '1'), TypeError);
    assert.equal(await verifier.verify(live), said);
  });

  const wrong = {
    'is of another issuer': { iss: 'https://evil.example.org' },
    'is for another audience': { aud: 'https://other.example.org' },
    'has ended': { exp: NOW },
    'is of the future': { iat: NOW + 61 },
    'does not count yet': { nbf: NOW + 61 },
    'has no session': { sid: undefined },
    'has no generation': { gen: undefined },
    'has a generation that is a text': { gen: '3' },
    'has no end': { exp: undefined },
    'has a subject that is a number': { sub: 42 },
  };
  for (const [what, changes] of Object.entries(wrong)) {
    test(`that ${what} is refused`, async () => {
      await begin();
      assert.equal(await verifier.verify(await sign(pair, changes)), null);
    });
  }

  test('of another type, with another parameter or without an id of a key is refused', async () => {
    await begin();
    for (const header of [{ typ: 'JWT' }, { typ: undefined }, { jku: 'https://x.example' }, { kid: undefined }]) {
      assert.equal(await verifier.verify(await sign(pair, {}, header)), null);
    }
  });

  test('is checked by the algorithm of the key alone', async () => {
    const rsa = await keyPair('k2', 'RS256');
    const ed = await keyPair('k3', 'Ed25519');
    const short = { ...(await keyPair('k4', 'RS256')).jwk, n: 'AQAB' };
    const secret = { kty: 'oct', kid: 'k5', k: 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0' };
    server.keys = [pair.jwk, rsa.jwk, ed.jwk, short, secret, null, { kty: 'EC' }];
    await begin();
    assert.equal(await accepts(await sign(rsa)), true);
    assert.equal(await accepts(await sign(ed)), true);
    assert.equal(await accepts(await sign({ ...ed, alg: 'EdDSA' })), true);
    assert.equal(await accepts(await sign({ ...rsa, alg: 'PS256', privateKey: (await keyPair('k2', 'PS256')).privateKey })), false);
    assert.equal(await accepts(await sign({ ...rsa, kid: 'k1' })), false);
    assert.equal(await accepts(await sign({ kid: 'k5', alg: 'HS256', privateKey: Buffer.from(secret.k, 'base64url') })), false);
    assert.equal(await accepts(await sign(await keyPair('k1'))), false);
  });

  test('in another spelling, cut short or made up is refused, whatever it is', async () => {
    await begin();
    const [header, payload, signature] = live.split('.');
    const unsigned = Buffer.from('{"alg":"none","typ":"at+jwt","kid":"k1"}').toString('base64url');
    for (const text of [
      '', '.', '..', 'x.y.z', ' ' + live, live + '=', live + '\n', `${header}.${payload}`, `${header}.${payload}.`,
      `${unsigned}.${payload}.`, `${unsigned}.${payload}.${signature}`, `${header}.${signature}.${signature}`,
      `${header}.${payload}.${signature.slice(0, -2)}`, 'x'.repeat(100_000), `${live}.${live}`,
      undefined, null, 7, {}, [live],
    ]) {
      assert.equal(await verifier.verify(text), null);
    }
  });

  test('has ended on its exp, and later by the leeway', async () => {
    await begin();
    clock.ms = (NOW + 599) * 1000 + 999;
    assert.equal(await accepts(live), true);
    clock.ms = (NOW + 600) * 1000;
    assert.equal(await accepts(live), false);
    verifier.close();
    await begin({ leeway: 5 }, {});
    clock.ms = (NOW + 604) * 1000;
    assert.equal(await accepts(live), true);
    clock.ms = (NOW + 605) * 1000;
    assert.equal(await accepts(live), false);
  });

  test('may be for an audience of its own', async () => {
    await begin({ audience: 'https://mine.example.org' });
    assert.equal(await accepts(live), false);
    assert.equal(await accepts(await sign(pair, { aud: ['x', 'https://mine.example.org'] })), true);
  });

  test('that was seen before costs microseconds', async () => {
    await begin();
    const times = 20_000;
    await verifier.verify(live);
    const start = performance.now();
    for (let i = 0; i < times; i++) {
      await verifier.verify(live);
    }
    const micros = ((performance.now() - start) * 1000) / times;
    // A signature check takes some 100: this cannot fail on a slow machine, and fails where one is made.
    assert.ok(micros < 50, `${micros} microseconds`);
  });

  test('is remembered, but not more of them than were asked for', async () => {
    await begin({ remembered: 4 });
    const others = await Promise.all([1, 2, 3, 4, 5].map((i) => sign(pair, { jti: `other ${i}` })));
    const first = await verifier.verify(live);
    assert.equal(await verifier.verify(live), first);
    for (const other of others) {
      assert.equal(await accepts(other), true);
    }
    const again = await verifier.verify(live);
    assert.notEqual(again, first);
    assert.deepEqual(again, first);
  });
});

describe('the feed', () => {
  test('refuses what a snapshot says', async () => {
    await begin({}, { sessions: ['gone', 'ended'], accounts: [['43', 4, NOW + 600], ['42', 3, NOW + 600]] });
    assert.equal(await accepts(gone), false);
    assert.equal(await accepts(ended), false);
    assert.equal(await accepts(live), true);
    assert.equal(await accepts(await sign(pair, { sub: '43' })), false);
    assert.equal(feed.headers.authorization, `Bearer ${SERVICE_KEY}`);
    assert.equal(feed.headers['last-event-id'], undefined);
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

  test('counts events of kinds that are not known, and numbers that are no events', async () => {
    await begin();
    feed.send(': a comment\nretry: 1\n\n').event('later', undefined, {}).beat({}, 107).next('later', {}).revoke('ended');
    await until(async () => !(await accepts(ended)));
    assert.equal(await accepts(live), true);
  });

  test('is read however it is cut into pieces and lines', async () => {
    await begin();
    const text = 'event: session\r\nid: e.1-101\rdata: {"after":100,\r\ndata: "sid":"ended","until":1800000600,"é":"😀"}\r\n\r\n';
    for (const byte of Buffer.from(text)) {
      feed.send(Buffer.of(byte));
      await new Promise(setImmediate);
    }
    await until(async () => !(await accepts(ended)));
    feed.last = 101;
    feed.revoke('live');
    await until(async () => !(await accepts(live)));
  });

  test('forgets what no token can have any more', async () => {
    await begin({}, { sessions: [], accounts: [] });
    feed.revoke('ended', NOW + 60).next('account', { sub: '42', generation: 4, until: NOW + 60 });
    await until(async () => !(await accepts(live)));
    clock.ms = (NOW + 59) * 1000;
    clock.ticked += 11_000;
    feed.beat().next('account', { sub: '43', generation: 9, until: NOW + 900 });
    await until(async () => !(await accepts(await sign(pair, { sub: '43' }))));
    assert.equal(await accepts(live), false);
    clock.ms = (NOW + 60) * 1000;
    clock.ticked += 11_000;
    feed.beat();
    await until(() => accepts(ended));
    assert.equal(await accepts(live), true);
  });

  test('goes on after the last event when it is cut', async () => {
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

  test('does not take half an event for one', async () => {
    await begin();
    await feed.send('event: session\nid: e.1-101\ndata: {"after":100,"sid":"live","until":1800000600}').cut();
    await assertTakesUp();
  });

  const heard = (type, id, data) => `event: ${type}\n${id && `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
  const session = { after: 100, sid: 'live', until: NOW + 600 };
  const odd = {
    'twice': heard('session', 'e.1-100', { ...session, after: 98 }),
    'before the one that is missing': heard('session', 'e.1-105', { ...session, after: 103 }),
    'of an older number': heard('heartbeat', 'e.1-90', { after: 100, age: 0 }),
    'of the same number': heard('session', 'e.1-100', session),
    'of another epoch': heard('heartbeat', 'e.2-101', { after: 100, age: 0 }),
    'of a later kind in another order': heard('later', 'e.1-103', { after: 101 }),
    'without an id': heard('session', '', session),
    'with an odd id': heard('session', '101', session),
    'with a number that is too high': heard('session', 'e.1-9999999999999999', session),
    'without the one before': heard('session', 'e.1-101', { sid: 'live', until: NOW + 600 }),
    'without a session': heard('session', 'e.1-101', { after: 100, until: NOW + 600 }),
    'without an end': heard('session', 'e.1-101', { after: 100, sid: 'live' }),
    'without a generation': heard('account', 'e.1-101', { after: 100, sub: '42', until: NOW + 600 }),
    'without keys': heard('keys', 'e.1-101', { after: 100, keys: {} }),
    'without an age': heard('heartbeat', 'e.1-101', { after: 100 }),
    'with a negative age': heard('heartbeat', 'e.1-101', { after: 100, age: -1 }),
    'of a snapshot in the middle': heard('sessions', '', { sessions: [['live', NOW + 600]] }),
    'that is no JSON': 'event: session\nid: e.1-101\ndata: {"after":100\n\n',
    'that is no object': 'event: session\nid: e.1-101\ndata: 100\n\n',
    'that never ends': `data: ${'x'.repeat(4 << 20)}\ndata: x`,
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
    'has an event in the middle': (parts) => [...parts.slice(0, 2), ['heartbeat', 'e.1-200', { after: 100, age: 0 }]],
    'begins with another part': (parts) => parts.slice(1),
    'has no id': (parts) => [...parts.slice(0, -1), ['current', undefined, parts.at(-1)[2]]],
    'has no issuer': (parts) => [...parts.slice(0, -1), ['current', 'e.1-200', {}]],
    'has a row that is none': (parts) => [parts[0], ['sessions', undefined, { sessions: [['live']] }]],
    'does not say how much it is': (parts) => [['snapshot', undefined, {}], ...parts.slice(1)],
    'is resumed at another number': () => [['resumed', undefined, { after: 99 }]],
    'is a page of somebody else': () => [['message', undefined, { log: 'in' }]],
  };
  for (const [what, change] of Object.entries(broken)) {
    test(`begins anew after a beginning that ${what}, and keeps what it knew`, async () => {
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

  test('puts nothing of a snapshot in place before all of it is there, and then at once', async () => {
    await begin();
    feed.cut();
    feed = await server.next();
    const parts = feed.parts(7, { sessions: ['live', 'ended'], epoch: 'other' });
    parts.slice(0, -1).forEach((part) => feed.event(...part));
    feed.send(':\n');
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(await accepts(live), true);
    feed.event(...parts.at(-1)).event('heartbeat', 'other-8', { after: 7, age: 0 });
    await until(async () => !(await accepts(live)));
    await until(() => verifier.fresh);
    assert.equal(await accepts(ended), false);
    assert.equal(await accepts(gone), false);
    assert.equal(await accepts(await sign(pair, { sid: 'another' })), true);
    feed.cut();
    assert.equal((await server.next()).headers['last-event-id'], 'other-8');
  });

  test('does not go back to a node that is behind', async () => {
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
      await until(async () => {
        feed = await server.next();
        return feed.response.statusCode === 200;
      });
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
      await until(async () => {
        feed = await server.next();
        return feed.response.statusCode === 200;
      });
      feed.resumed(100).beat();
      await until(() => accepts(live));
    });
  }

  test('takes no page for a stream', async () => {
    await begin();
    server.feedType = 'text/html';
    feed.cut();
    (await server.next()).snapshot(300, {}).beat();
    await server.next();
    assert.match(verifier.trouble, /no stream of events/);
    assert.equal(await accepts(gone), false);
  });

  test('is given up when it is silent, however much else it says', async () => {
    await begin({ timing: { ...timing, staleAfter: 60 } });
    const talk = setInterval(() => feed.revoke('somebody'), 5);
    try {
      await feed.closed;
      feed = await server.next();
      feed.resumed(Number(feed.headers['last-event-id'].slice(4))).beat();
    } finally {
      clearInterval(talk);
    }
  });
});

describe('who is stale', () => {
  test('refuses, three seconds after what the last heartbeat vouches for', async () => {
    await begin({}, {}, { age: 0.5 });
    clock.ticked += 2_499;
    assert.equal(await accepts(live), true);
    clock.ticked += 1;
    assert.equal(await accepts(live), false);
    assert.equal(verifier.fresh, false);
    feed.beat();
    await until(() => accepts(live));
  });

  test('knows how long a heartbeat was on its way where it is told since when it is being sent to', async () => {
    await begin({}, {}, { since: 0.001 });
    clock.ticked += 2_900; // held back by a proxy: it was sent two seconds before
    feed.beat({ since: 0.9 }).revoke('ended');
    await until(async () => !(await accepts(ended)));
    clock.ticked += 999;
    assert.equal(await accepts(live), true);
    clock.ticked += 1;
    assert.equal(await accepts(live), false);
  });

  test('gives up a stream that is told too late', async () => {
    await begin();
    clock.ticked += 10_000;
    feed.beat({ since: 1 });
    assert.equal((await server.next()).headers['last-event-id'], 'e.1-100');
    assert.equal(verifier.fresh, false);
  });

  test('gives up a stream whose clock runs apart from ours, before that matters', async () => {
    await begin();
    clock.ticked += 3_600_000;
    feed.beat({ since: 3_598.4 });
    assert.equal((await server.next()).headers['last-event-id'], 'e.1-100');
    assert.equal(await accepts(live), true);
  });

  test('asks the server where that was chosen, and it alone is not enough', async () => {
    await begin({ whenStale: 'ask-server' });
    assert.equal(await accepts(live), true);
    assert.equal(server.asked.introspection, 0);
    clock.ticked += 3_000;
    assert.equal(await accepts(live), false);
    assert.equal(server.asked.form, `token=${live}`);
    server.active = true;
    assert.equal(await accepts(live), true);
    assert.equal(await accepts(gone), false);
    assert.equal(server.asked.introspection, 2);
  });

  test('goes on for as long as was chosen', async () => {
    await begin({ whenStale: { goOnFor: 60 } });
    clock.ticked += 63_000;
    assert.equal(await accepts(live), true);
    assert.equal(await accepts(gone), false);
    clock.ticked += 1;
    assert.equal(await accepts(live), false);
  });
});

describe('keys', () => {
  test('that are withdrawn count no more, not even for a token that is remembered', async () => {
    const other = await keyPair('k2');
    await begin();
    assert.equal(await accepts(live), true);
    feed.next('keys', { keys: [other.jwk] });
    await until(async () => !(await accepts(live)));
    assert.equal(server.asked.keys, 0); // an answer must not bring them back
    assert.equal(await accepts(await sign(other)), true);
    feed.next('keys', { keys: [pair.jwk] });
    await until(() => accepts(live));
  });

  test('that are unknown are asked for once in ten seconds, all together', async () => {
    const other = await keyPair('k2');
    const token = await sign(other);
    const strange = await Promise.all([3, 4, 5].map(async (i) => sign(await keyPair(`k${i}`))));
    await begin();
    server.keys = [pair.jwk, other.jwk];
    server.keysDelay = 20;
    const answers = await Promise.all([token, ...strange, token].map(accepts));
    assert.deepEqual(answers, [true, false, false, false, true]);
    assert.equal(await accepts(strange[0]), false);
    clock.ticked += 2_000;
    feed.beat();
    await until(() => accepts(token));
    assert.equal(server.asked.keys, 1);
    for (let i = 0; i < 4; i++) {
      clock.ticked += 2_000;
      feed.beat();
      await until(() => accepts(live));
    }
    assert.equal(await accepts(strange[0]), false);
    assert.equal(server.asked.keys, 2);
  });

  test('may change under the same id', async () => {
    const other = await keyPair('k1');
    await begin();
    assert.equal(await accepts(live), true);
    feed.next('keys', { keys: [other.jwk] });
    await until(async () => accepts(await sign(other)));
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

  test('fails after a while where nobody answers', async () => {
    const url = server.url;
    server.close();
    const failure = await connect(url, SERVICE_KEY, { connectWithin: 0.05, timing }).catch((e) => e);
    assert.equal(failure.reason, 'unreachable');
    assert.match(failure.message, /ECONNREFUSED/);
    assert.doesNotMatch(inspect(failure, { depth: 9, showHidden: true }), /secret/);
  });

  test('waits for the first heartbeat', async () => {
    const connecting = connect(server.url, SERVICE_KEY, { clock, timing, connectWithin: 0.05 });
    (await server.next()).snapshot(1, {});
    assert.equal((await connecting.catch((e) => e)).reason, 'unreachable');
  });

  test('refuses what cannot be, without repeating a secret', async () => {
    const odd = [
      ['http://auth.example.com', SERVICE_KEY, {}],
      ['ftp://auth.example.com', SERVICE_KEY, {}],
      ['https://secret:secret@auth.example.com', SERVICE_KEY, {}],
      ['https://auth.example.com?secret', SERVICE_KEY, {}],
      ['secret', SERVICE_KEY, {}],
      ['https://auth.example.com', 'secret\r\nx: y', {}],
      ['https://auth.example.com', '', {}],
      ['https://auth.example.com', undefined, {}],
      ['https://auth.example.com', SERVICE_KEY, { whenStale: 'secret' }],
      ['https://auth.example.com', SERVICE_KEY, { whenStale: { goOnFor: -1 } }],
      ['https://auth.example.com', SERVICE_KEY, { leeway: 61 }],
      ['https://auth.example.com', SERVICE_KEY, { remembered: 0 }],
      ['https://auth.example.com', SERVICE_KEY, { audience: 7 }],
    ];
    for (const call of odd) {
      await assert.rejects(connect(...call), (e) => e instanceof TypeError && !inspect(e).includes('secret'));
    }
  });

  test('shows no secret of a verifier, and accepts nothing once it is closed', async () => {
    await begin();
    assert.doesNotMatch(inspect(verifier, { depth: 9, showHidden: true }), /secret/);
    assert.equal(await accepts(live), true);
    verifier.close();
    verifier.close();
    assert.equal(await accepts(live), false);
    assert.equal(verifier.fresh, false);
    await feed.closed;
  });
});
