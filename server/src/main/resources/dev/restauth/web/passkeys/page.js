
// Shows the page, and handles its buttons.

const passkeys = new Passkeys();
const DATE = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'medium' });

function say(text, wrong = false) {
  const message = $('message');
  message.textContent = text;
  message.className = wrong ? 'error' : 'notice';
  message.hidden = text === '';
  message.scrollIntoView({ block: 'nearest' });
}

/** Runs the action of a button. Disables the button meanwhile, and shows a failure in the message. */
async function run(button, act) {
  button.disabled = true;
  say('');
  try {
    await act();
  } catch (error) {
    if (session && error.type === 'unauthorized') {
      logOutHere(sentence('ended'));
    } else if (!(error instanceof Cancelled) && error.code !== 'cancelled') {
      say(textOf(error), true);
    }
  } finally {
    button.disabled = false;
  }
}

function onSubmit(form, act) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    run(form.querySelector('[type=submit]'), act);
  });
}

const onClick = (button, act) => button.addEventListener('click', () => run(button, act));

// Logging in and out.

function showLogIn() {
  $('account').hidden = true;
  $('login').hidden = false;
  $('use-passkey').hidden = !supported();
  $('username').focus();
  offerPasskeys();
}

/** Offers passkeys in the autofill of the field, until the user chooses one, or another ceremony begins. */
async function offerPasskeys() {
  try {
    const { options, credential } = await passkeys.autofill((signal) => call('POST', 'login/passkey/options', undefined, signal));
    await run($('use-passkey'), () => finish(options, credential));
  } catch (error) {
    if (error.code === 'cancelled' || error.code === 'unsupported') {
      return;
    }
    if (error.code === 'wrong-domain' || error.type === 'passkeys-not-configured') {
      $('use-passkey').hidden = true;
      say(textOf(error), true);
      return;
    }
  }
  if (!session) {
    $('username').addEventListener('focus', offerPasskeys, { once: true });
  }
}

async function logInWithPasskey() {
  try {
    const options = await call('POST', 'login/passkey/options');
    await finish(options, await passkeys.get(options.publicKey));
  } catch (error) {
    offerPasskeys();
    throw error;
  }
}

async function finish(options, credential) {
  begin(await call('POST', 'login/passkey', { request: options.request, credential }));
  await showAccount();
}

async function logInWithPassword() {
  try {
    begin(await proved({ username: $('username').value, password: $('password').value }));
  } catch (error) {
    offerPasskeys();
    throw error;
  }
  await passkeys.cancel();
  await showAccount();
}

async function logOut() {
  await call('DELETE', 'token');
  logOutHere(sentence('logged-out'));
}

function logOutHere(text) {
  session = null;
  $('list').replaceChildren();
  showCodes([]);
  showLogIn();
  say(text);
}

// The account.

async function showAccount() {
  $('password-form').reset();
  try {
    $('name').textContent = (await call('GET', 'me')).username;
    await refresh();
  } catch (error) {
    session = null;
    throw error;
  }
  $('login').hidden = true;
  $('account').hidden = false;
  $('yours').focus();
}

async function refresh() {
  const factors = await call('GET', 'me/factors');
  $('list').replaceChildren(...factors.passkeys.map(item));
  $('none').hidden = factors.passkeys.length > 0;
  $('first').hidden = factors.passkeys.length > 0 || factors.totp !== null;
  $('add').hidden = !supported();
  await signal(factors.passkey_signal);
}

/** Reports the remaining passkeys and the current user name to the programs that store the user's passkeys. */
async function signal(details) {
  if (details) {
    const name = $('name').textContent;
    await signalAllAcceptedCredentials(details);
    await signalCurrentUserDetails({ rpId: details.rpId, userId: details.userId, name, displayName: name });
  }
}

function item(passkey) {
  const copy = $('item').content.cloneNode(true).querySelector('li');
  const form = copy.querySelector('form');
  const field = form.querySelector('input');
  copy.querySelector('strong').textContent = passkey.name;
  copy.querySelector('small').textContent = about(passkey);
  copy.querySelector('.rename').setAttribute('aria-label', sentence('rename-this', passkey.name));
  copy.querySelector('.remove').setAttribute('aria-label', sentence('remove-this', passkey.name));
  field.setAttribute('aria-label', sentence('new-name', passkey.name));
  const edit = (open) => {
    form.hidden = !open;
    copy.querySelectorAll(':scope > button').forEach((button) => { button.hidden = open; });
    field.value = passkey.name;
    (open ? field : copy.querySelector('.rename')).focus();
  };
  copy.querySelector('.rename').addEventListener('click', () => edit(true));
  form.querySelector('[value=cancel]').addEventListener('click', () => edit(false));
  form.addEventListener('keydown', (event) => event.key === 'Escape' && edit(false));
  onSubmit(form, () => rename(passkey, field.value.trim()));
  onClick(copy.querySelector('.remove'), () => remove(passkey));
  return copy;
}

function about(passkey) {
  const date = (text) => DATE.format(new Date(text));
  const used = passkey.last_used_at ? sentence('used', date(passkey.last_used_at)) : sentence('never');
  return [sentence('since', date(passkey.created_at)), used, sentence(passkey.synchronized ? 'synchronized' : 'on-device')].join(' · ');
}

async function rename(passkey, name) {
  await call('PATCH', `me/factors/passkeys/${passkey.id}`, { name });
  await refresh();
  say(sentence('renamed', name));
}

async function remove(passkey) {
  await confirmed(
    sentence('remove-title', passkey.name),
    sentence('remove-text'),
    sentence('remove'),
    (password) => call('DELETE', `me/factors/passkeys/${passkey.id}`, { current_password: password }),
  );
  await refresh();
  say(sentence('removed', passkey.name));
}

async function add() {
  const options = await confirmed(
    sentence('add-title'),
    sentence('add-text'),
    sentence('continue'),
    (password) => withMailbox(password, (proof) =>
      call('POST', 'me/factors/passkeys/options', { current_password: password, second_factor_only: $('beside').checked, ...proof })),
  );
  const added = await register(options, $('new-name').value.trim(), await passkeys.create(options.publicKey));
  if (added.token) {
    begin(added);
  }
  $('add-form').reset();
  await refresh();
  showCodes(added.recovery_codes ?? []);
  say(sentence('added', added.passkey.name));
}

/** Registers a passkey. If the server refuses it, reports that to the program that stores the passkey, which can then delete it. */
async function register(options, name, credential) {
  try {
    return await call('POST', 'me/factors/passkeys', { request: options.request, name, credential });
  } catch (error) {
    if (error instanceof Refusal && error.status < 500) {
      await signalUnknownCredential({ rpId: options.publicKey.rp.id, credentialId: credential.id });
    }
    throw error;
  }
}

function showCodes(codes) {
  const lines = codes.map((code) => Object.assign(document.createElement('li'), { textContent: code }));
  $('codes').querySelector('ul').replaceChildren(...lines);
  $('codes').hidden = codes.length === 0;
}

async function copyCodes() {
  const lines = [...$('codes').querySelectorAll('li')].map((each) => each.textContent);
  await navigator.clipboard.writeText(lines.join('\n'));
  say(sentence('copied'));
}

onSubmit($('password-form'), logInWithPassword);
onClick($('use-passkey'), logInWithPasskey);
onSubmit($('add-form'), add);
onClick($('log-out'), logOut);
onClick($('copy-codes'), copyCodes);
onClick($('hide-codes'), async () => showCodes([]));
showLogIn();
