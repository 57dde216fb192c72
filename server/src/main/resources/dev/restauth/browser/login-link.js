// The page to which the link in a mail with a code leads. The code is in the fragment, which browsers do not send.
const [fragment, digits] = /^[A-Za-z0-9_-]{22}\.([0-9]{8})$/.exec(location.hash.slice(1)) ?? [];

if (digits) {
  // Removes the code from the address bar and the history.
  history.replaceState(null, '', location.pathname + location.search);
  const languages = document.getElementById('languages');
  if (languages) {
    languages.action += `#${fragment}`; // so that the page in another language gets the code too
  }
  const field = document.getElementById('code');
  if (field) {
    // This browser requested the mail. The code is sent only when the user presses the button.
    field.value = fragment;
    document.getElementById('by-hand').hidden = true;
    document.getElementById('by-link').hidden = false;
    document.getElementById('sign-in').focus();
  } else {
    const shown = document.getElementById('digits');
    shown.textContent = `${digits.slice(0, 4)} ${digits.slice(4)}`;
    shown.hidden = false;
    document.getElementById('in-mail').hidden = true;
  }
}
