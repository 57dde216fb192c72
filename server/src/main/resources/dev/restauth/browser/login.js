// Passkeys on the pages of a log-in. Without this script, name, password and code still work.
import { Passkeys, supported } from './passkeys/passkeys.js';

/** The sentences for users, in the language of the page. */
const texts = document.getElementById('texts').dataset;
const TEXTS = { 'not-allowed': texts.notAllowed, unsupported: texts.unsupported, 'wrong-domain': texts.wrongDomain };

const form = document.querySelector('form');
const button = document.getElementById('passkey');
const problem = document.getElementById('problem');
const passkeys = new Passkeys();

/** A refusal by the server. The message is a sentence for the user. */
class Refusal extends Error {}

function say(text) {
  problem.textContent = text;
  problem.hidden = text === '';
}

/** Returns the hidden fields of the form. They bind the log-in to this browser, and to the application that requests it. */
function bound() {
  const { form_token, request, attempt } = form.elements;
  return { form_token: form_token.value, login: request?.value, attempt: attempt?.value };
}

/** Returns true if this browser should not ask for the second factor again, and undefined otherwise. */
const remember = () => form.elements.remember?.checked || undefined;

async function post(path, body, signal) {
  const answer = await fetch(new URL(path, import.meta.url), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify(body),
    credentials: 'same-origin',
    redirect: 'error',
    signal,
  });
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    throw new Refusal(json.error ?? texts.reload);
  }
  return json;
}

const options = (signal) => post('./login/passkey/options', bound(), signal);

async function finish({ request }, credential) {
  const { location } = await post('./login/passkey', { ...bound(), remember: remember(), request, credential });
  window.location.assign(location);
}

function explain(error) {
  if (error.code !== 'cancelled') {
    say(error instanceof Refusal ? error.message : (TEXTS[error.code] ?? texts.failed));
  }
}

/** Offers passkeys in the autofill of the user name, until the user chooses one or presses the button. */
async function offer() {
  try {
    const chosen = await passkeys.autofill(options);
    await finish(chosen.options, chosen.credential);
  } catch (error) {
    if (error.code !== 'unsupported' && error.code !== 'not-allowed') {
      explain(error);
    }
  }
}

async function use() {
  button.disabled = true;
  say('');
  try {
    const begun = await options();
    await finish(begun, await passkeys.get(begun.publicKey));
  } catch (error) {
    explain(error);
  } finally {
    button.disabled = false;
  }
}

if (supported()) {
  button.hidden = false;
  button.addEventListener('click', use);
  form.addEventListener('submit', () => passkeys.cancel());
  if (form.elements.username && !form.elements.username.readOnly) {
    offer();
  }
}
