// The page for passkeys: a front end of the API like any other. The server joins api.js, dialogs.js and page.js into one module.
import { PasskeyError, Passkeys, signalAllAcceptedCredentials, signalCurrentUserDetails, signalUnknownCredential, supported } from './passkeys.js';

/** `{ token, renewAt }` of the log-in; null before the log-in. In memory only, so that a reload logs out. */
let session = null;

/** The domain of the passkeys, once an answer has named it. */
let domain = '';

/** Returns the page's sentence of the given name, with the value inserted; null if the page has no sentence of this name. */
const sentence = (name, value = '') => document.getElementById('texts').getAttribute(`data-${name}`)?.replaceAll('{0}', () => value) ?? null;

/** A refusal by the server, with its problem (RFC 9457). */
class Refusal extends Error {
  constructor(status, problem) {
    super(problem.detail ?? `The server answered ${status}.`);
    this.type = String(problem.type).replace(/^.*\//, '');
    this.problem = problem;
    this.status = status;
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
    throw new Refusal(answer.status, json);
  }
  domain = json.publicKey?.rpId ?? json.publicKey?.rp?.id ?? domain;
  return json;
}

/** Continues with the token of an answer. */
function begin({ token, duration }) {
  session = { token, renewAt: Date.now() + duration * 500 };
}

/** Renews the token after half of its lifetime. */
async function renew() {
  if (Date.now() >= session.renewAt) {
    const headers = { Accept: 'application/json', Authorization: `Bearer ${session.token}` };
    begin(await send('token', { method: 'GET', headers }));
  }
}

/** Returns the sentence that explains an error to the user. */
function textOf(error) {
  if (error instanceof PasskeyError) {
    return error.code === 'wrong-domain' ? wrongDomain() : sentence(error.code);
  }
  if (!(error instanceof Refusal)) {
    return sentence('unreachable');
  }
  if (error.status === 429) {
    return sentence('throttled');
  }
  return sentence(error.type) ?? sentence(error.status === 503 ? 'busy' : 'refused');
}

function wrongDomain() {
  return domain === 'localhost'
    ? sentence('digits', `http://localhost:${location.port}${location.pathname}`)
    : sentence('wrong-domain', domain);
}
