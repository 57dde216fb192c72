package dev.restauth.code;

import dev.restauth.feature.Declaration;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import java.util.List;

/** The declaration of one-time codes: their table. */
public final class CodeDeclaration implements Declaration {
  @Override
  public List<Table> tables() {
    return List.of(
        // A code may have been used since the backup was made.
        new Table(
            "one_time_code",
            OnRestore.EMPTIED,
            "until it is used, its tries are used up, or its link ends",
            List.of("address")));
  }
}
