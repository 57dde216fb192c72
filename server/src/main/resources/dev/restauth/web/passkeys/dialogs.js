
// Dialogs for the password, the code from the mailbox, and the second factor.

const $ = (id) => document.getElementById(id);
const RECOVERY = 'recovery-code';

/**
 * Shows a dialog until it is done or the user cancels.
 *
 * @param connect gets a signal that aborts when the dialog closes, and two functions that close the dialog: one with a value, and
 * one with an error
 */
function dialog(element, connect) {
  return new Promise((resolve, reject) => {
    const open = new AbortController();
    const { signal } = open;
    const closing = (settle) => (value) => {
      open.abort();
      element.close();
      settle(value);
    };
    const cancel = (event) => {
      event.preventDefault();
      closing(reject)(new Cancelled());
    };
    element.addEventListener('cancel', cancel, { signal }); // the Escape key
    element.querySelector('[value=cancel]').addEventListener('click', cancel, { signal });
    connect(signal, closing(resolve), closing(reject));
    element.showModal();
  });
}

function askPassword(title, text, button) {
  const element = $('password-dialog');
  const field = $('current-password');
  $('password-title').textContent = title;
  $('password-text').textContent = text;
  $('password-owner').value = $('name').textContent;
  element.querySelector('[type=submit]').textContent = button;
  field.value = '';
  return dialog(element, (signal, done) => {
    const submit = (event) => {
      event.preventDefault();
      const password = field.value;
      field.value = '';
      done(password);
    };
    element.querySelector('form').addEventListener('submit', submit, { signal });
  });
}

/** Makes a change that requires a code from the mailbox if it adds the first factor of the account. */
async function withMailbox(password, change) {
  try {
    return await change({});
  } catch (error) {
    if (error.type !== 'code-required') {
      throw error;
    }
  }
  const { request } = await call('POST', 'me/factors/code', { current_password: password });
  const element = $('mailbox-dialog');
  const field = $('mailbox-code');
  const wrong = $('mailbox-wrong');
  field.value = '';
  wrong.hidden = true;
  return dialog(element, (signal, done, fail) => {
    const submit = async (event) => {
      event.preventDefault();
      const button = element.querySelector('[type=submit]');
      button.disabled = true;
      wrong.hidden = true;
      try {
        done(await change({ request, code: field.value.trim() }));
      } catch (error) {
        if (error.type !== 'invalid-code') {
          fail(error);
        } else if (!signal.aborted) {
          wrong.textContent = textOf(error);
          wrong.hidden = false;
        }
      } finally {
        button.disabled = false;
      }
    };
    element.querySelector('form').addEventListener('submit', submit, { signal });
  });
}

/** Prepares the dialog for the factors that an account has. */
function offerFactors(factors) {
  const app = factors.includes('totp');
  const recovery = factors.includes(RECOVERY);
  const passkey = factors.includes('passkey') && supported();
  $('factor-use').hidden = !passkey;
  $('factor-form').hidden = !(app || recovery);
  $('factor-use').classList.toggle('secondary', app || recovery);
  $('factor-form').querySelector('label').textContent =
    sentence(app && recovery ? 'any-code' : app ? 'code-of-app' : 'recovery-code');
  $('factor-wrong').hidden = true;
  $('code').value = '';
}

/** Completes a log-in with a second factor. The user can try again until the challenge has ended. */
function withFactor({ challenge, factors }) {
  offerFactors(factors);
  return dialog($('factor-dialog'), (signal, done, fail) => {
    const attempt = (button, act) => async (event) => {
      event.preventDefault();
      button.disabled = true;
      $('factor-wrong').hidden = true;
      try {
        done(await act());
      } catch (error) {
        refused(error, signal, fail);
      } finally {
        button.disabled = false;
      }
    };
    const use = attempt($('factor-use'), async () => {
      const options = await call('POST', 'login/passkey/options', { challenge }, signal);
      const credential = await passkeys.get(options.publicKey, { signal });
      return call('POST', 'login/passkey', { request: options.request, credential, challenge });
    });
    const enter = attempt($('factor-form').querySelector('button'), () =>
      call('POST', 'login/factor', { challenge, code: $('code').value.trim() }));
    $('factor-use').addEventListener('click', use, { signal });
    $('factor-form').addEventListener('submit', enter, { signal });
  });
}

function refused(error, signal, fail) {
  if (error.type === 'unauthorized') {
    fail(new Refusal(error.status, { type: 'ended' }));
  } else if (!signal.aborted && error.code !== 'cancelled') {
    $('factor-wrong').textContent = textOf(error);
    $('factor-wrong').hidden = false;
  }
}

/** Logs in with a password, and with a second factor if the account has one. In a session, this is a step-up. */
async function proved(credentials) {
  try {
    return await call('POST', 'login', credentials);
  } catch (error) {
    if (error.type === 'factor-required') {
      return withFactor(error.problem);
    }
    if (session && error.type === 'unauthorized') {
      throw new Refusal(403, { type: 'wrong-password' });
    }
    throw error;
  }
}

/** Makes a change that requires the password, and a recent log-in if the account has a second factor. */
async function confirmed(title, text, button, change) {
  const password = await askPassword(title, text, button);
  try {
    return await change(password);
  } catch (error) {
    if (error.type !== 'step-up-required') {
      throw error;
    }
    begin(await proved({ password }));
    return change(password);
  }
}
