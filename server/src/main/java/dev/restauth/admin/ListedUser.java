package dev.restauth.admin;

import dev.restauth.account.Account;
import dev.restauth.email.EmailRows;
import dev.restauth.json.JsonWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;

/**
 * An account as lists show it to administrators.
 *
 * @param roles the names of the account's roles
 * @param service whether the account is a service account
 */
record ListedUser(
    Account account,
    EmailRows.Address email,
    Optional<String> displayName,
    SortedSet<String> roles,
    boolean service) {
  /** Writes the members that lists show. */
  void write(JsonWriter json) {
    writeCommon(json);
    writeKind(json);
  }

  /**
   * Writes the members that all responses contain, except the kind of the account. The user name of
   * an erased account is null.
   */
  void writeCommon(JsonWriter json) {
    json.number("id", account.id());
    json.text("username", Optional.of(account.username()).filter(_ -> !account.erased()));
    json.text("state", account.state().name().toLowerCase(Locale.ROOT));
    json.text("created_at", account.createdAt().toString());
    json.text("email", email.email());
    json.flag("email_verified", email.verified());
    json.text("display_name", displayName);
    json.texts("roles", List.copyOf(roles));
  }

  void writeKind(JsonWriter json) {
    json.text("kind", service ? AdministeredUser.SERVICE : AdministeredUser.PERSON);
  }

  /** Returns a text that contains only the account. */
  @Override
  public String toString() {
    return "ListedUser[" + account + "]";
  }
}
