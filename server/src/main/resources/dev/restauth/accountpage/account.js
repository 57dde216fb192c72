// Creates passkeys on the page of second factors, and copies and prints recovery codes. Without this script, everything on these
// pages works except for passkeys.
import { Passkeys, supported } from './passkeys/passkeys.js';

const element = (id) => document.getElementById(id);

/** The sentences for users, in the language of the page. */
const texts = element('texts')?.dataset ?? {};
const TEXTS = {
  'not-allowed': texts.notAllowed,
  'already-registered': texts.exists,
  unsupported: texts.unsupported,
  'wrong-domain': texts.wrongDomain,
};

/** A refusal by the server. The message is a sentence for the user. */
class Refusal extends Error {}

async function post(path, body) {
  const answer = await fetch(new URL(path, import.meta.url), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify(body),
    credentials: 'same-origin',
    redirect: 'error',
  });
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    throw new Refusal(json.error ?? texts.reload);
  }
  return json;
}

function addPasskeys(form) {
  const passkeys = new Passkeys();
  const problem = element('passkey-problem');

  function say(text) {
    problem.textContent = text;
    problem.hidden = text === '';
  }

  async function add() {
    const form_token = form.elements.form_token.value;
    const mailbox = new URLSearchParams(window.location.search).get('mailbox') ?? undefined; // set after the user has entered a mailed code
    const { location, request, publicKey } = await post('./account/factors/passkeys/options', { form_token, mailbox });
    if (location) {
      return window.location.assign(location); // the server requires a stronger or a new log-in
    }
    const credential = await passkeys.create(publicKey);
    const name = form.elements.name.value;
    show(await post('./account/factors/passkeys', { form_token, mailbox, request, name, credential }));
  }

  form.hidden = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    element('add').disabled = true;
    say('');
    try {
      await add();
    } catch (error) {
      say(error instanceof Refusal ? error.message : (TEXTS[error.code] ?? texts.failed));
    } finally {
      element('add').disabled = false;
    }
  });
}

/**
 * Shows the recovery codes that the server makes with a first passkey. Removes the rest of the page, which belongs to the session
 * that has ended.
 */
function show({ location, recovery_codes: codes }) {
  if (!codes) {
    window.location.assign(location);
    return;
  }
  element('new-codes').replaceChildren(
    ...codes.map((text) => {
      const code = document.createElement('code');
      code.textContent = text;
      const item = document.createElement('li');
      item.append(code);
      return item;
    }),
  );
  const made = element('made');
  const title = document.querySelector('h1');
  title.textContent = made.querySelector('h2').textContent;
  made.querySelector('h2').remove();
  element('stored').href = location;
  made.parentElement.replaceChildren(title, made);
  made.hidden = false;
  made.focus();
}

function codes(list) {
  const copy = element('copy');
  const print = element('print');
  print.hidden = false;
  print.addEventListener('click', () => window.print());
  copy.hidden = navigator.clipboard === undefined;
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText([...list.children].map((item) => item.textContent.trim()).join('\n'));
    copy.textContent = copy.dataset.copied;
  });
}

if (element('add-passkey') && supported()) {
  addPasskeys(element('add-passkey'));
}
if (element('codes')) {
  codes(element('codes'));
}
