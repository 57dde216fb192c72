// The page behind the link in a mail with a code. The code is in the fragment, which no browser sends.
const [fragment, digits] = /^[A-Za-z0-9_-]{22}\.([0-9]{8})$/.exec(location.hash.slice(1)) ?? [];

if (digits) {
  // Neither the history nor a copied address has the code.
  history.replaceState(null, '', location.pathname + location.search);
  const languages = document.getElementById('languages');
  if (languages) {
    languages.action += `#${fragment}`; // the page in another language has it, too
  }
  const field = document.getElementById('code');
  if (field) {
    // This browser asked for the mail: nothing is sent before its user presses the button.
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
