package dev.restauth.passkey;

import dev.restauth.Chromium;
import java.util.List;
import java.util.Map;

/** The passkeys page in a browser. The methods use mouse and keyboard, like a user. */
record PasskeyPage(Chromium.Tab tab, String url) {

  /** A script that records the mediation of each passkey request. */
  private static final String NOTES =
      """
      globalThis.requests = [];
      const get = navigator.credentials.get;
      navigator.credentials.get = function (options) {
        requests.push(options.mediation ?? 'window');
        return get.call(this, options);
      };
      """;

  /** Loads the page without a logged-in user. */
  PasskeyPage load() {
    var _ = tab.command("Page.enable", Map.of());
    var _ = tab.command("Page.addScriptToEvaluateOnNewDocument", Map.of("source", NOTES));
    tab.load(url);
    tab.await("!document.getElementById('login').hidden");
    return this;
  }

  /** Types name and password, and returns immediately. */
  void enter(String username, String password) {
    type("#username", username);
    type("#password", password);
    press("#password-form [type=submit]");
  }

  /** Logs in with only the password. */
  void logIn(String username, String password) {
    enter(username, password);
    awaitAccount();
  }

  /**
   * Returns the kinds of the page's passkey requests: {@code conditional}, for autofill, or {@code
   * window}.
   */
  List<String> requests() {
    return tab.value("requests.join('\\n')").lines().toList();
  }

  void awaitAccount() {
    tab.await("!document.getElementById('account').hidden");
  }

  void logOut() {
    press("#log-out");
    awaitMessage("You are logged out");
  }

  /**
   * Logs out, and waits until the browser offers passkeys through autofill. Then makes another call
   * to the browser. Its answer shows that the browser has received the page's passkey request,
   * because browsers handle calls in order.
   */
  void logOutUntilOffered() {
    int before = requests().size();
    logOut();
    tab.await("requests.length > " + before);
    var _ =
        tab.value(
            "PublicKeyCredential.isConditionalMediationAvailable().then(() => requests.came = requests.length)");
    tab.await("requests.came > " + before);
  }

  /** Adds a passkey of the browser's authenticator. */
  void add(String name, String password) {
    type("#new-name", name);
    finishAdding(name, password);
  }

  /** Adds a security key that cannot verify the user. */
  void addSecondFactor(String name, String password) {
    type("#new-name", name);
    press("#beside");
    finishAdding(name, password);
  }

  private void finishAdding(String name, String password) {
    press("#add-form [type=submit]");
    confirm(password);
    awaitMessage("“" + name + "” was added.");
  }

  void rename(String name, String other) {
    press(item(name) + " .rename");
    type(item(name) + " input", other);
    press(item(name) + " [type=submit]");
    awaitMessage("The passkey is now called “" + other + "”.");
  }

  /** Begins the removal of a passkey, which may require another log-in with a factor. */
  void remove(String name, String password) {
    press(item(name) + " .remove");
    confirm(password);
  }

  /** Types the password into the password dialog. */
  void confirm(String password) {
    type("#current-password", password);
    press("#password-dialog [type=submit]");
  }

  /** Returns the names of the passkeys that the page lists. */
  List<String> names() {
    String names =
        "[...document.querySelectorAll('#list strong')].map(e => e.textContent).join('\\n')";
    return tab.value(names).lines().toList();
  }

  /** Returns the text that the page shows about a passkey. */
  String about(String name) {
    return tab.value("document.querySelector(`" + item(name) + " small`).textContent");
  }

  /** Returns the page's message, or an empty text if there is none. */
  String message() {
    return tab.value("document.getElementById('message').textContent");
  }

  void awaitMessage(String start) {
    tab.await("document.getElementById(\"message\").textContent.startsWith(\"" + start + "\")");
  }

  /** Clicks an element when it is visible and enabled. */
  void press(String selector) {
    awaitVisible(selector);
    tab.click(selector);
  }

  /** Replaces the text of a field. */
  void type(String selector, String text) {
    awaitVisible(selector);
    var _ = tab.value("document.querySelector(`" + selector + "`).value = \"\"");
    tab.type(selector, text);
  }

  void awaitVisible(String selector) {
    tab.await(
        "(e => !!e && e.checkVisibility() && !e.disabled)(document.querySelector(`"
            + selector
            + "`))");
  }

  private static String item(String name) {
    return "#list li:has([aria-label=\"Rename " + name + "\"])";
  }
}
