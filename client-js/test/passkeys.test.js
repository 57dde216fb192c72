import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import {
  canAutofill, PasskeyError, Passkeys, signalAllAcceptedCredentials, signalCurrentUserDetails, signalUnknownCredential, supported,
} from '../passkeys.js';

// A fake browser. Like Chromium, it refuses a second request while one is pending. Each request
// waits until the test answers it.
const REGISTRATION = { challenge: '-_8', rp: { id: 'localhost' }, user: { id: 'AAE', name: 'susan' }, excludeCredentials: [{ id: '_w', type: 'public-key' }] };
const LOGIN = { challenge: '-_8', rpId: 'localhost', allowCredentials: [{ id: '_w', type: 'public-key', transports: ['usb'] }] };

let requests;
let conditional;
let passkeys;

class Request {
  constructor(method, options) {
    Object.assign(this, { method, options });
    this.promise = new Promise((resolve, reject) => Object.assign(this, { resolve, reject })).finally(() => (this.over = true));
    // Rejects asynchronously, as browsers do.
    const abort = () => setImmediate(() => this.reject(options.signal.reason));
    options.signal.addEventListener('abort', abort);
    if (options.signal.aborted) {
      abort();
    }
  }
}

function credentialsOf(method) {
  return (options) => {
    if (requests.some((each) => !each.over)) {
      return Promise.reject(new DOMException('A request is already pending.', 'OperationError'));
    }
    requests.push(new Request(method, options));
    return requests.at(-1).promise;
  };
}

function browser(methods = {}) {
  globalThis.PublicKeyCredential = Object.assign(class {}, { isConditionalMediationAvailable: async () => conditional, ...methods });
  const credentials = { create: credentialsOf('create'), get: credentialsOf('get') };
  Object.defineProperty(globalThis, 'navigator', { value: { credentials }, configurable: true });
}

const PARSING = {
  parseCreationOptionsFromJSON: (options) => ({ parsedCreation: options }),
  parseRequestOptionsFromJSON: (options) => ({ parsedRequest: options }),
};

/** Returns the request with a number, counted from 0, when the browser has received it. */
async function request(number) {
  while (requests.length <= number) {
    await new Promise(setImmediate);
  }
  return requests[number];
}

const codeOf = (promise) => promise.then(() => assert.fail('it succeeded'), (e) => e.code);
const answer = { toJSON: () => ({ id: 'answer' }) };

beforeEach(() => {
  requests = [];
  conditional = true;
  passkeys = new Passkeys();
  browser(PARSING);
});

afterEach((context) => {
  context.mock.timers.reset();
  delete globalThis.PublicKeyCredential;
  delete globalThis.navigator;
  delete globalThis.document;
});

test('uses the JSON methods of the browser', async () => {
  const creating = passkeys.create(REGISTRATION);
  const creation = await request(0);
  assert.equal(creation.method, 'create');
  assert.deepEqual(creation.options.publicKey, { parsedCreation: REGISTRATION });
  creation.resolve(answer);
  assert.deepEqual(await creating, { id: 'answer' });

  const getting = passkeys.get(LOGIN);
  const get = await request(1);
  assert.deepEqual(get.options.publicKey, { parsedRequest: LOGIN });
  assert.equal(get.options.mediation, undefined);
  get.resolve(answer);
  assert.deepEqual(await getting, { id: 'answer' });
});

test('does without the JSON methods', async () => {
  browser();
  const creating = passkeys.create(REGISTRATION);
  const { options, resolve } = await request(0);
  assert.deepEqual(options.publicKey.challenge, new Uint8Array([0xfb, 0xff]));
  assert.deepEqual(options.publicKey.user, { id: new Uint8Array([0, 1]), name: 'susan' });
  assert.deepEqual(options.publicKey.excludeCredentials, [{ id: new Uint8Array([0xff]), type: 'public-key' }]);
  const response = {
    clientDataJSON: new Uint8Array([0xfb, 0xff]).buffer,
    attestationObject: new Uint8Array([1]).buffer,
    getTransports: () => ['internal'],
  };
  resolve({ id: 'x', type: 'public-key', authenticatorAttachment: 'platform', response });
  assert.deepEqual(JSON.parse(JSON.stringify(await creating)), {
    id: 'x', rawId: 'x', type: 'public-key', authenticatorAttachment: 'platform', clientExtensionResults: {},
    response: { clientDataJSON: '-_8', attestationObject: 'AQ', transports: ['internal'] },
  });

  const getting = passkeys.get({ challenge: '-_8' });
  assert.deepEqual((await request(1)).options.publicKey, { challenge: new Uint8Array([0xfb, 0xff]), allowCredentials: [] });
  requests[1].resolve({
    id: 'x', type: 'public-key',
    response: {
      clientDataJSON: new Uint8Array([1]).buffer, authenticatorData: new Uint8Array([2]).buffer,
      signature: new Uint8Array([3]).buffer, userHandle: null,
    },
  });
  assert.deepEqual(JSON.parse(JSON.stringify((await getting).response)), { clientDataJSON: 'AQ', authenticatorData: 'Ag', signature: 'Aw' });
});

test('does without a toJSON that throws, as that of some password managers', async () => {
  const getting = passkeys.get(LOGIN);
  const throwing = () => { throw new TypeError('Illegal invocation'); };
  (await request(0)).resolve({
    id: 'x', type: 'public-key', toJSON: throwing,
    response: { clientDataJSON: new Uint8Array([1]).buffer, userHandle: new Uint8Array([2]).buffer, getTransports: throwing },
  });
  assert.deepEqual(JSON.parse(JSON.stringify((await getting).response)), { clientDataJSON: 'AQ', userHandle: 'Ag' });
});

test('has a small set of errors', async () => {
  const codes = {
    AbortError: 'cancelled', NotAllowedError: 'not-allowed', InvalidStateError: 'already-registered', SecurityError: 'wrong-domain',
    NotSupportedError: 'unsupported', ConstraintError: 'unsupported', UnknownError: 'failed',
  };
  for (const [index, [name, code]] of Object.entries(codes).entries()) {
    const creating = passkeys.create(REGISTRATION);
    const cause = new DOMException('why', name);
    (await request(index)).reject(cause);
    const error = await creating.catch((e) => e);
    assert.ok(error instanceof PasskeyError);
    assert.deepEqual([error.code, error.message, error.cause, error.name], [code, 'why', cause, 'PasskeyError']);
  }
});

test('malformed options are an error, not a ceremony', async () => {
  browser();
  assert.equal(await codeOf(passkeys.create({ challenge: '-_8' })), 'failed');
  assert.equal(await codeOf(passkeys.get({})), 'failed');
  assert.equal(requests.length, 0);
});

test('says so in a browser without passkeys', async () => {
  delete globalThis.PublicKeyCredential;
  assert.equal(supported(), false);
  assert.equal(await canAutofill(), false);
  for (const ceremony of [passkeys.create(REGISTRATION), passkeys.get(LOGIN), passkeys.autofill(() => assert.fail('asked'))]) {
    assert.equal(await codeOf(ceremony), 'unsupported');
  }
  assert.equal(await signalUnknownCredential({ rpId: 'localhost', credentialId: 'x' }), false);
});

test('knows whether autofill can offer passkeys', async () => {
  assert.equal(supported(), true);
  assert.equal(await canAutofill(), true);
  conditional = false;
  assert.equal(await canAutofill(), false);
  assert.equal(await codeOf(passkeys.autofill(() => assert.fail('asked'))), 'unsupported');
  browser();
  delete globalThis.PublicKeyCredential.isConditionalMediationAvailable;
  assert.equal(await canAutofill(), false);
  browser({ isConditionalMediationAvailable: () => Promise.reject(new Error()) });
  assert.equal(await canAutofill(), false);
});

test('autofill waits until the user chooses, and returns the options of the answer', async () => {
  const options = { request: 'r', expires_in: 300, publicKey: LOGIN };
  const waiting = passkeys.autofill(async () => options);
  const { options: asked, resolve } = await request(0);
  assert.equal(asked.mediation, 'conditional');
  assert.deepEqual(asked.publicKey, { parsedRequest: LOGIN });
  resolve(answer);
  assert.deepEqual(await waiting, { options, credential: { id: 'answer' } });
});

test('another ceremony ends autofill first', async () => {
  const waiting = codeOf(passkeys.autofill(async () => ({ expires_in: 300, publicKey: LOGIN })));
  await request(0);
  const getting = passkeys.get(LOGIN);
  assert.equal(await waiting, 'cancelled');
  (await request(1)).resolve(answer);
  assert.deepEqual(await getting, { id: 'answer' });
});

test('autofill that still waits for its options does not disturb a later ceremony', async () => {
  let signal;
  const waiting = codeOf(passkeys.autofill((given) => { signal = given; return new Promise(() => {}); }));
  await new Promise(setImmediate);
  const getting = passkeys.get(LOGIN);
  assert.equal(await waiting, 'cancelled');
  assert.equal(signal.aborted, true);
  assert.equal((await request(0)).options.mediation, undefined);
  requests[0].resolve(answer);
  await getting;
  assert.equal(requests.length, 1);
});

test('of several ceremonies that begin at once the last one goes on', async () => {
  const first = codeOf(passkeys.get(LOGIN));
  const second = codeOf(passkeys.create(REGISTRATION));
  const third = passkeys.get(LOGIN);
  assert.deepEqual([await first, await second], ['cancelled', 'cancelled']);
  while (requests.every((each) => each.over || each.options.signal.aborted)) {
    await new Promise(setImmediate);
  }
  requests.at(-1).resolve(answer);
  assert.deepEqual(await third, { id: 'answer' });
});

test('two pages have nothing in common', async () => {
  const getting = passkeys.get(LOGIN);
  await request(0);
  await new Passkeys().cancel();
  requests[0].resolve(answer);
  assert.deepEqual(await getting, { id: 'answer' });
});

test('ends by the signal of the caller, and by cancel', async () => {
  const controller = new AbortController();
  const getting = codeOf(passkeys.get(LOGIN, { signal: controller.signal }));
  await request(0);
  controller.abort('enough');
  assert.equal(await getting, 'cancelled');
  assert.equal(await codeOf(passkeys.create(REGISTRATION, { signal: controller.signal })), 'cancelled');

  const waiting = codeOf(passkeys.autofill(async () => ({ expires_in: 300, publicKey: LOGIN })));
  await request(2);
  await passkeys.cancel();
  assert.equal(await waiting, 'cancelled');
  await passkeys.cancel();
});

test('autofill replaces options before they expire', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  let fetched = 0;
  const waiting = passkeys.autofill(async () => ({ number: ++fetched, expires_in: 300, publicKey: LOGIN }));
  await request(0);
  context.mock.timers.tick(269_999);
  assert.equal(requests[0].options.signal.aborted, false);
  context.mock.timers.tick(1);
  (await request(1)).resolve(answer);
  assert.equal((await waiting).options.number, 2);
});

test('a page that nobody sees fetches no options', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  globalThis.document = Object.assign(new EventTarget(), { hidden: true });
  let fetched = 0;
  const waiting = passkeys.autofill(async () => ({ number: ++fetched, expires_in: 300, publicKey: LOGIN }));
  await request(0);
  context.mock.timers.tick(270_000);
  await assert.rejects(requests[0].promise);
  await new Promise(setImmediate);
  assert.equal(fetched, 1);
  document.hidden = false;
  document.dispatchEvent(new Event('visibilitychange'));
  (await request(1)).resolve(answer);
  assert.equal((await waiting).options.number, 2);
});

test('autofill passes on what its callback throws', async () => {
  const failure = new TypeError('the network is down');
  await assert.rejects(passkeys.autofill(() => Promise.reject(failure)), failure);
  const getting = passkeys.get(LOGIN);
  (await request(0)).resolve(answer);
  await getting;
});

test('passes signals on to browsers that have them', async () => {
  const signals = [];
  const taking = (name) => ({ [name]: async (details) => { signals.push([name, details]); } });
  browser({ ...taking('signalUnknownCredential'), ...taking('signalAllAcceptedCredentials') });
  assert.equal(await signalUnknownCredential({ rpId: 'localhost', credentialId: 'x' }), true);
  const accepted = { rpId: 'localhost', userId: 'AAE', allAcceptedCredentialIds: [] };
  assert.equal(await signalAllAcceptedCredentials(accepted), true);
  assert.equal(await signalCurrentUserDetails({ rpId: 'localhost', userId: 'AAE', name: 'a', displayName: 'a' }), false);
  assert.deepEqual(signals, [
    ['signalUnknownCredential', { rpId: 'localhost', credentialId: 'x' }],
    ['signalAllAcceptedCredentials', accepted],
  ]);
});
