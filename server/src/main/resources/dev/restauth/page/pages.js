// Comfort on pages with forms. Without this script everything works: passwords can be typed, sent and refused.

/** Shows a password, and hides it again; also before it is sent, so that browsers store it as a password. */
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

/** Says that caps lock is on, while a password has the focus. */
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

/** Asks the server how strong a new password is, when the user pauses. The server stores nothing of it. */
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
        show(0, first); // too many questions: the server judges the password when it is sent
      }
    } catch {
      // typed on, or no connection
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

/** Counts the seconds until something can be sent again. */
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

// A browser may keep a page in memory and show it again when the user goes back, although they have logged out since then. The
// page is asked for anew; a form that was sent to get it is not sent once more, as a reload would do: the form for languages has
// the address of the page.
addEventListener('pageshow', (event) => {
  if (event.persisted) {
    const form = document.getElementById('languages');
    const query = form && new URLSearchParams(new FormData(form));
    location.replace(form ? `${form.action.split('#')[0]}?${query}` : location.href);
  }
});
