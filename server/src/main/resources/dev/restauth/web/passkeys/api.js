// The page for passkeys: a front end of the API like any other. The server joins its parts into one module.
import { PasskeyError, Passkeys, signalAllAcceptedCredentials, signalCurrentUserDetails, signalUnknownCredential, supported } from './passkeys.js';

/** `{ token, renewAt }` of the log-in; null before it. In memory only, so that a reload logs out. */
let session = null;

const TEXTS = {
  'not-allowed': 'No passkey was used. If your browser closed its window by itself, the time was over.',
  'already-registered': 'This device or security key has a passkey for your account already.',
  unsupported: 'This browser or security key cannot do that.',
  failed: 'The browser could not do that. Please try again.',
  unauthorized: 'User name or password is wrong, or the account cannot log in.',
  'wrong-password': 'That is not your password.',
  'invalid-code': 'That code is wrong, or was used before.',
  'invalid-passkey': 'This passkey was not accepted. It may have been removed from your account, or the request took too long.',
  'limit-reached': 'You have as many passkeys as an account can have. Remove one first.',
  'passkeys-not-configured': 'This server is not set up for passkeys. Its operator has to set its public address.',
};

/** A refusal by the server, with its problem (RFC 9457). */
class Refusal extends Error {
  constructor(status, problem, retryAfter) {
    super(problem.detail ?? `The server answered ${status}.`);
    this.type = String(problem.type).replace(/^.*\//, '');
    this.problem = problem;
    this.status = status;
    this.retryAfter = Number(retryAfter);
  }
}

/** The user has closed a dialog. */
class Cancelled extends Error {}

/** Calls the API, with the token if there is one. Returns the answer's JSON. */
async function call(method, path, body, signal) {
  const headers = { Accept: 'application/json' };
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  if (session) {
    await renew();
    headers.Authorization = `Bearer ${session.token}`;
  }
  return send(path, { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body) });
}

async function send(path, options) {
  const answer = await fetch(`api/${path}`, { credentials: 'omit', cache: 'no-store', redirect: 'error', ...options });
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    throw new Refusal(answer.status, json, answer.headers.get('Retry-After'));
  }
  return json;
}

/** Goes on with the token of an answer. */
function begin({ token, duration }) {
  session = { token, renewAt: Date.now() + duration * 500 };
}

/** Renews the token after half of its life. */
async function renew() {
  if (Date.now() >= session.renewAt) {
    const headers = { Accept: 'application/json', Authorization: `Bearer ${session.token}` };
    begin(await send('token', { method: 'GET', headers }));
  }
}

/** The sentence about an error for the user. */
function textOf(error) {
  if (error instanceof PasskeyError) {
    return error.code === 'wrong-domain' ? wrongDomain() : TEXTS[error.code];
  }
  if (!(error instanceof Refusal)) {
    return 'The server could not be reached. Please check your connection and try again.';
  }
  if (error.status === 429) {
    const minutes = Math.ceil(error.retryAfter / 60);
    return `Too many attempts. Please wait ${minutes > 1 ? `${minutes} minutes` : 'a minute'} and try again.`;
  }
  return TEXTS[error.type] ?? (error.status === 503 ? 'The server is busy. Please try again in a moment.' : error.message);
}

function wrongDomain() {
  return /^(127\.|\[::1\])/.test(location.hostname)
    ? `Browsers have no passkeys for addresses in digits. Open http://localhost:${location.port}${location.pathname} instead.`
    : 'This page has another domain than the passkeys of this server.';
}
