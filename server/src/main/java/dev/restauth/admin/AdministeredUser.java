package dev.restauth.admin;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.AdoptedAccountRows;
import dev.restauth.account.ServiceAccountRows;
import dev.restauth.account.ServiceAccountRows.ServiceAccount;
import dev.restauth.crypto.Sha256;
import dev.restauth.email.EmailRows;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonWriter;
import dev.restauth.profile.ProfileFeature;
import dev.restauth.role.AccountRights;
import dev.restauth.role.Rights;
import dev.restauth.store.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An account with all data that administrators may see.
 *
 * @param source the name of the system from which the account was adopted
 * @param service the additional data of a service account; empty for a person's account
 */
record AdministeredUser(
    Account account,
    EmailRows.Address email,
    ProfileFeature.Shown profile,
    Rights rights,
    Optional<String> source,
    Optional<ServiceAccount> service) {
  /** The kind of a person's account. */
  static final String PERSON = "person";

  /** The kind of a service account, which programs use with keys. */
  static final String SERVICE = "service";

  /** Reads an account in any state; empty if no account has this id. */
  static Optional<AdministeredUser> find(Transaction tx, long id) {
    return new AccountRows(tx)
        .findById(id)
        .map(
            account ->
                new AdministeredUser(
                    account,
                    new EmailRows(tx).find(id).orElseThrow(),
                    ProfileFeature.shown(tx, id),
                    AccountRights.of(tx, id),
                    new AdoptedAccountRows(tx).origin(id).map(AdoptedAccountRows.Origin::source),
                    new ServiceAccountRows(tx).find(id)));
  }

  /** Writes the members of the account's JSON object. */
  void write(JsonWriter json) {
    ListedUser listed =
        new ListedUser(account, email, profile.displayName(), rights.roles(), service.isPresent());
    listed.writeCommon(json);
    json.text("locale", profile.locale());
    json.member("attributes", profile.attributes().orElse(new JsonObject(Map.of())));
    json.member("admin_attributes", rights.attributes());
    json.texts("scopes", List.copyOf(rights.scopes()));
    json.flag("has_password", account.passwordHash().isPresent());
    json.text("adopted_from", source);
    listed.writeKind(json);
    json.number("owner", service.flatMap(ServiceAccount::owner));
  }

  /** Returns an entity tag, which changes whenever a member changes. */
  String tag() {
    return Sha256.textOf(JsonWriter.text(this::write));
  }

  /** Returns a text that contains only the account. */
  @Override
  public String toString() {
    return "AdministeredUser[" + account + "]";
  }
}
