package dev.restauth.login;

import dev.restauth.account.AccountListRows;
import dev.restauth.config.Config;
import dev.restauth.feature.Declaration;
import dev.restauth.log.OneLine;
import dev.restauth.store.Column;
import dev.restauth.store.Snapshots;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import dev.restauth.store.Transaction;
import java.util.List;
import java.util.stream.Collectors;

/** Declares the tables and changes of log-ins. */
public final class LoginDeclaration implements Declaration {
  private static final long NAMES_AT_MOST = 10;

  @Override
  public List<String> changes() {
    return List.of(AccountUnlocked.KIND);
  }

  /**
   * Reports user names that contain an @, if users can log in with their e-mail addresses. The
   * names were registered or imported before the operator allowed such log-ins.
   */
  @Override
  public List<String> notes(Config config, Snapshots database) {
    return LoginSettings.newUsernames(config).atAllowed()
        ? List.of()
        : database.reading(LoginDeclaration::namesWithAt);
  }

  private static List<String> namesWithAt(Transaction tx) {
    long count = new AccountListRows(tx).countWithAt();
    List<String> first = new AccountListRows(tx).namesWithAt(NAMES_AT_MOST);
    return count == 0
        ? List.of()
        : List.of(
            "Accounts whose user name has an @: "
                + count
                + ". As a user name it comes before an e-mail address, so a user whose confirmed"
                + " address is the same cannot log in with it: "
                + first.stream().map(OneLine::escape).collect(Collectors.joining(", "))
                + (count > first.size() ? ", …" : ""));
  }

  @Override
  public List<Table> tables() {
    return List.of(
        // A restore keeps the rows, because they give nobody access to an account. They only give
        // some log-ins priority during a flood.
        new Table(
                "known_address",
                OnRestore.STAYS,
                "90 days after it was seen last, then by the upkeep; the 100 newest of an account; digests")
            .ofAccount("account_id = ?", Column.secret("digest"), Column.time("seen_at"))
            .notPersonal("account_id"),
        new Table(
                "half_login",
                OnRestore.STAYS,
                "30 days after the last one, or until a whole log-in")
            .ofAccount("account_id = ?", Column.number("logins"), Column.time("last_at"))
            .notPersonal("account_id"),
        // A restore keeps the rows, because they only slow down guessing. A row belongs to a name
        // that someone typed, even if no account has this name.
        new Table("login_failure", OnRestore.STAYS, "a day, by the upkeep; digests")
            .notPersonal("digest", "failed", "failed_at"));
  }
}
