// Conveniences on pages with forms. Without this script, all forms still work.

/** Shows and hides a password. Hides it before the form is sent, so that browsers store it as a password. */
function showing(button) {
  const field = document.getElementById(button.getAttribute('aria-controls'));
  const texts = {
    password: [button.textContent, button.getAttribute('aria-label')],
    text: [button.dataset.hide, button.dataset.hideThis],
  };
  const become = (type) => {
    field.type = type;
    button.textContent = texts[type][0];
    button.setAttribute('aria-label', texts[type][1]);
  };
  button.addEventListener('click', () => become(field.type === 'password' ? 'text' : 'password'));
  field.form.addEventListener('submit', () => become('password'));
  button.hidden = false;
}

/** Shows a hint while caps lock is on and the password field has the focus. */
function capsLock(field, hint) {
  const say = (event) => {
    if (event.getModifierState) {
      hint.hidden = !event.getModifierState('CapsLock');
    }
  };
  field.addEventListener('keydown', say);
  field.addEventListener('keyup', say);
  field.addEventListener('blur', () => (hint.hidden = true));
}

/** When the user stops typing, asks the server how strong the new password is. The server does not store it. */
function strength(meter) {
  const field = document.getElementById(meter.dataset.of);
  const name = document.getElementById(meter.dataset.name);
  const sentence = meter.querySelector('p');
  const first = sentence.textContent;
  let waiting;
  let asking = new AbortController();

  function show(score, text) {
    meter.dataset.score = score;
    if (sentence.textContent !== text) {
      sentence.textContent = text;
    }
  }

  async function ask() {
    asking = new AbortController();
    try {
      const answer = await fetch(new URL('./password/strength', import.meta.url), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body: JSON.stringify({ password: field.value, username: name?.value ?? '', language: document.documentElement.lang }),
        credentials: 'same-origin',
        redirect: 'error',
        signal: asking.signal,
      });
      if (answer.ok) {
        const { score, text } = await answer.json();
        show(score, text);
      } else {
        show(0, first); // too many requests; the server checks the password anyway when the form is sent
      }
    } catch {
      // the user has continued typing, or there is no connection
    }
  }

  function changed() {
    clearTimeout(waiting);
    asking.abort();
    if (field.value === '') {
      show(0, first);
    } else {
      waiting = setTimeout(ask, 350);
    }
  }

  field.addEventListener('input', changed);
  name?.addEventListener('input', changed);
  changed();
}

/** Counts down the seconds until the button works again. */
function countdown(button) {
  const label = button.textContent;
  const until = performance.now() + Number(button.dataset.seconds) * 1000;
  const tick = () => {
    const left = Math.ceil((until - performance.now()) / 1000);
    button.disabled = left > 0;
    button.textContent = left > 0 ? button.dataset.wait.replace('{0}', left) : label;
    if (left > 0) {
      setTimeout(tick, 1000 - ((left * 1000 - (until - performance.now())) % 1000));
    }
  };
  tick();
}

for (const button of document.querySelectorAll('button.show')) {
  showing(button);
  const id = button.getAttribute('aria-controls');
  capsLock(document.getElementById(id), document.querySelector(`#${CSS.escape(id)}-caps span`));
}
document.querySelectorAll('.strength').forEach(strength);
document.querySelectorAll('button[data-seconds]').forEach(countdown);

// When the user goes back, the browser may show a page from its memory, although the user has logged out since then. The script
// therefore requests the page again. It takes the address from the form for languages, because a reload could send the form again
// that led to the page.
addEventListener('pageshow', (event) => {
  if (event.persisted) {
    const form = document.getElementById('languages');
    const query = form && new URLSearchParams(new FormData(form));
    location.replace(form ? `${form.action.split('#')[0]}?${query}` : location.href);
  }
});
