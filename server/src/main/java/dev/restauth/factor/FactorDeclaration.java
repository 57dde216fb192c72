package dev.restauth.factor;

import dev.restauth.feature.Declaration;
import dev.restauth.store.Column;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import java.time.InstantSource;
import java.util.List;

/** Declares the tables of second factors. */
public final class FactorDeclaration implements Declaration {
  private final InstantSource clock;

  private static final String LASTS = "until it is removed; all when the account is closed";

  /** Creates the declaration. A restore uses the time of {@code clock}. */
  public FactorDeclaration(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public List<Table> tables() {
    return List.of(
        new Table("totp", this::useUpSteps, LASTS)
            .ofAccount(
                "account_id = ?",
                Column.text("algorithm"),
                Column.number("digits"),
                Column.number("period"),
                Column.time("created_at"),
                Column.secret("secret"))
            .notPersonal("account_id", "last_step"),
        // A restore empties the table. Otherwise codes that were used after the backup would become
        // valid again.
        new Table("recovery_code", OnRestore.EMPTIED, LASTS)
            .ofAccount("account_id = ?", Column.secret("digest"), Column.time("created_at"))
            .notPersonal("account_id"),
        new Table("factor_failure", OnRestore.STAYS, "a day after the last wrong code")
            .ofAccount("account_id = ?", Column.number("wrong"), Column.time("free_at"))
            .notPersonal("account_id", "known"));
  }

  /**
   * Marks all time steps up to the next one as used, because the code of the next step is already
   * valid. Otherwise codes that were used after the backup would become valid again.
   */
  private List<String> useUpSteps(String table, Table.Jump jump) {
    String next = clock.instant().getEpochSecond() + " / period + 1";
    return List.of("UPDATE totp SET last_step = " + next + " WHERE last_step < " + next);
  }
}
