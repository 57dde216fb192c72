// Fills in the code on the page to which a mail links. The code is in the fragment of the address, which no browser sends.
const [fragment, digits] = /^[A-Za-z0-9_-]{22}\.([0-9]{8})$/.exec(location.hash.slice(1)) ?? [];

if (digits) {
  // Removes the code from the address, so that neither the history nor a copied address contains it.
  history.replaceState(null, '', location.pathname + location.search);
  const languages = document.getElementById('languages');
  if (languages) {
    languages.action += `#${fragment}`; // the page in another language needs the code too
  }
  const field = document.getElementById('code');
  if (field) {
    // This browser requested the mail. It sends nothing until the user presses the button.
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
