// The code is in the fragment, which no browser sends to a server. A page does nothing until its button is pressed.
const fragment = location.hash.slice(1);
const work = document.getElementById('work');
const message = document.getElementById('message');

function show(text) {
  message.textContent = text;
  message.hidden = false;
}

// The end of a page: its code is used up, or it has none.
function end(text) {
  work.hidden = true;
  history.replaceState(null, '', location.pathname);
  show(text);
}

// Posts a JSON body. Calls done() if it worked; otherwise shows the reason, or ends the page if the code is no longer valid.
async function post(path, body, done, refused) {
  const button = work.querySelector('button');
  button.disabled = true;
  message.hidden = true;
  try {
    const answer = await fetch(path, {
      method: 'POST',
      credentials: 'omit',
      headers: { 'Content-Type': 'application/json', 'Accept': 'application/json' },
      body: JSON.stringify(body),
    });
    if (answer.ok) {
      done();
      return;
    }
    const problem = await answer.json().catch(() => ({}));
    const type = String(problem.type).replace(/^.*\//, '');
    if (type === 'invalid-code') {
      end('This link is no longer valid: it was used, it has expired, or there were too many tries. ' + refused);
    } else if (answer.status === 429 || answer.status === 503) {
      show('The server is busy. Nothing was changed. Please try again in a moment.');
    } else {
      show(problem.detail || 'That did not work (' + answer.status + '). Nothing was changed.');
    }
  } catch {
    show('The server could not be reached. Please check your connection and try again.');
  } finally {
    button.disabled = false;
  }
}

addEventListener('hashchange', () => location.hash && location.reload());
