// A server that follows the protocol, behind a network with random failures.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '../restauth-client.js';
import { FakeServer, keyPair, NOW, SERVICE_KEY, sign, until } from './fake-server.js';

const REVOCATIONS = 100;
const LONG = process.env.LONG_TESTS === '1';
const EVERY = LONG ? 1 : 4; // a revocation is followed by a check of every fourth token
const KEPT = 8; // the number of missed events after which a stream may still be resumed

// With LONG_TESTS=1 in the environment, there are more seeds.
for (const seed of LONG ? [1, 2, 3] : [1]) {
  test(`nothing is lost, and nothing accepted again (seed ${seed})`, { timeout: 30_000 }, async () => {
    const random = generator(seed);
    const pair = await keyPair('k1');
    const tokens = await Promise.all(Array.from({ length: REVOCATIONS }, (_, i) => sign(pair, { sid: `s${i}` })));
    const server = await FakeServer.start([pair.jwk]);
    const revoked = []; // session ids, in the order of their events, whose numbers are even
    let streams = 0;
    let over = false;
    void (async () => {
      while (!over) {
        const stream = await server.next();
        streams++;
        void serve(stream, revoked, random, () => over);
      }
    })().catch(() => {}); // after the last stream, next() fails
    const verifier = await connect(server.url, SERVICE_KEY, {
      clock: { now: () => NOW * 1000, ticks: () => performance.now() },
      timing: { staleAfter: 200, retryAtLeast: 1, retryAtMost: 4 },
      // Missing revocations must be visible, so the verifier must not hide them by refusing all
      // tokens.
      whenStale: { goOnFor: 60 },
    });
    try {
      const refused = new Set();
      for (let i = 0; i < REVOCATIONS; i++) {
        revoked.push(`s${i}`);
        await new Promise((resolve) => setTimeout(resolve, random() * 6));
        for (let j = i % EVERY; j <= i; j += EVERY) {
          const accepted = (await verifier.verify(tokens[j])) !== null;
          assert.ok(!(accepted && refused.has(j)), `token ${j} was refused and is accepted again`);
          if (!accepted) {
            refused.add(j);
          }
        }
        for (let j = i + 1; j < REVOCATIONS; j += EVERY) {
          assert.notEqual(await verifier.verify(tokens[j]), null);
        }
      }
      await until(async () => (await verifier.verify(tokens[REVOCATIONS - 1])) === null);
      await until(() => streams > 5);
      for (const token of tokens) {
        assert.equal(await verifier.verify(token), null);
      }
    } finally {
      over = true;
      verifier.close();
      server.close();
    }
  });
}

/** Sends events over a connection that repeats, delays, garbles or drops them. */
async function serve(stream, revoked, random, isOver) {
  const way = new BadConnection(stream, random);
  const [, asked] = /^e\.1-(\d+)$/.exec(stream.headers['last-event-id'] ?? '') ?? [];
  let told = revoked.length;
  if (asked !== undefined && asked <= 2 * revoked.length && Number(asked) >= 2 * (revoked.length - KEPT)) {
    told = asked / 2;
    way.send('resumed', undefined, { after: Number(asked) });
  } else {
    stream.parts(2 * told, { sessions: revoked.slice(0, told), each: 40 }).forEach((part) => way.send(...part));
  }
  while (!way.cut && !isOver()) {
    if (told < revoked.length) {
      way.send('session', `e.1-${2 * (told + 1)}`, { after: 2 * told, sid: revoked[told], until: NOW + 600 });
      told++;
    } else {
      way.send('heartbeat', `e.1-${2 * told}`, { after: 2 * told, age: 0, since: stream.since });
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
  }
}

class BadConnection {
  cut = false;
  #held = [];

  constructor(stream, random) {
    this.stream = stream;
    this.random = random;
    stream.closed.then(() => (this.cut = true));
  }

  send(...event) {
    const chance = this.random();
    if (chance < 0.04) {
      this.stream.event(...event).event(...event); // repeats the event
    } else if (chance < 0.08) {
      this.#held.push(event); // sends the event later
    } else if (chance < 0.1) {
      this.stream.send('event: session\nid: e.1-2\ndata: garb');
      this.#cut();
    } else if (chance < 0.12) {
      this.#cut();
    } else {
      this.stream.event(...event);
      if (this.random() < 0.3) {
        this.#held.splice(0).forEach((late) => this.stream.event(...late));
      }
    }
  }

  #cut() {
    this.cut = true;
    this.stream.cut();
  }
}

/** Returns a linear congruential generator. The same seed gives the same numbers. */
function generator(seed) {
  let state = seed;
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
}
