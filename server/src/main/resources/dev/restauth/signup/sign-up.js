// Conveniences on the pages for signing up, and on pages to which mails link. Until the user presses a button, the script only
// changes the page and its address.

// A link contains its code in the fragment, which no browser sends to a server. The script moves the code from the address into
// the form.
const link = document.getElementById('link-field');

function takeFragment() {
  const fragment = location.hash.slice(1);
  if (!link || !fragment) {
    return;
  }
  document.getElementById('code').value = fragment;
  link.hidden = true;
  history.replaceState(null, '', location.pathname + location.search);
  for (const other of document.querySelectorAll('a[hreflang]')) { // in operators' own layouts
    other.hash = fragment;
  }
  const languages = document.getElementById('languages');
  if (languages) {
    languages.action = languages.action.split('#')[0] + '#' + fragment;
  }
}

takeFragment();
addEventListener('hashchange', takeFragment);

// The proof of work, if the server requires one: a number for which the SHA-256 hash of the challenge, a colon and the number
// begins with enough zero bits. WebCrypto is asynchronous and would be too slow for so many numbers, so the script contains SHA-256
// (FIPS 180-4).
const primes = [];
for (let n = 2; primes.length < 64; n++) {
  if (primes.every(prime => n % prime)) {
    primes.push(n);
  }
}
const fraction = x => (x - Math.floor(x)) * 0x100000000 | 0;
const START = Int32Array.from(primes.slice(0, 8), prime => fraction(Math.sqrt(prime)));
const K = Int32Array.from(primes, prime => fraction(Math.cbrt(prime)));
const W = new Int32Array(64);
const rotated = (x, by) => (x >>> by) | (x << (32 - by));

function compress(state, block) {
  for (let i = 0; i < 16; i++) {
    W[i] = (block[4 * i] << 24) | (block[4 * i + 1] << 16) | (block[4 * i + 2] << 8) | block[4 * i + 3];
  }
  for (let i = 16; i < 64; i++) {
    const before = W[i - 15];
    const last = W[i - 2];
    W[i] = W[i - 16] + W[i - 7]
      + (rotated(before, 7) ^ rotated(before, 18) ^ (before >>> 3))
      + (rotated(last, 17) ^ rotated(last, 19) ^ (last >>> 10)) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const one = h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + W[i] | 0;
    const two = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) ^ (a & c) ^ (b & c)) | 0;
    h = g; g = f; f = e; e = d + one | 0; d = c; c = b; b = a; a = one + two | 0;
  }
  return [a, b, c, d, e, f, g, h].map((value, i) => value + state[i] | 0);
}

async function solve(challenge, difficulty) {
  const prefix = new TextEncoder().encode(challenge + ':');
  let middle = START;
  let at = 0;
  for (; at + 64 <= prefix.length; at += 64) {
    middle = compress(middle, prefix.subarray(at, at + 64));
  }
  const rest = prefix.subarray(at);
  const block = new Uint8Array(64);
  for (let number = 0; ; number++) {
    const digits = String(number);
    block.fill(0);
    block.set(rest);
    for (let i = 0; i < digits.length; i++) {
      block[rest.length + i] = digits.charCodeAt(i);
    }
    block[rest.length + digits.length] = 0x80;
    new DataView(block.buffer).setUint32(60, 8 * (prefix.length + digits.length));
    if (Math.clz32(compress(middle, block)[0]) >= difficulty) {
      return challenge + ':' + digits;
    }
    if (number % 10000 === 9999) {
      await new Promise(resolve => setTimeout(resolve));
    }
  }
}

const work = document.querySelector('input[name=work]');
if (work) {
  let solved = false;
  work.form.addEventListener('submit', async event => {
    const button = event.submitter;
    if (solved || !button || !button.hasAttribute('data-work')) {
      return;
    }
    event.preventDefault();
    const label = button.textContent;
    button.textContent = work.dataset.working;
    button.disabled = true;
    try {
      const answer = await fetch(work.dataset.challenges, { credentials: 'omit' });
      const { challenge, difficulty } = await answer.json();
      work.value = await solve(challenge, difficulty);
    } catch {
      work.value = ''; // the server's answer says what is missing
    }
    button.disabled = false;
    button.textContent = label;
    solved = true;
    work.form.requestSubmit(button);
  });
  addEventListener('pageshow', () => { solved = false; }); // a user who comes back needs a new proof
}
