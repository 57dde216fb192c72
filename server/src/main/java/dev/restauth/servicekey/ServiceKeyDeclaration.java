package dev.restauth.servicekey;

import dev.restauth.cli.CommandGroup;
import dev.restauth.feature.Declaration;
import dev.restauth.store.Table;
import java.util.List;

/** Declares the table and the changes of service keys, and {@code restauth service-key}. */
public final class ServiceKeyDeclaration implements Declaration {
  @Override
  public List<CommandGroup> commands() {
    return List.of(ServiceKeyCommand.commands());
  }

  @Override
  public List<String> changes() {
    return List.of(ServiceKeyChanged.KIND);
  }

  @Override
  public List<Table> tables() {
    return List.of(
        new Table(
                "service_key",
                // A key that was deleted or disabled since the backup must stay refused. The
                // operator enables the keys that are to be used.
                (table, jump) -> List.of("UPDATE service_key SET state = 'disabled'"),
                "until an operator deletes it")
            .notPersonal("name", "digest", "scope", "state", "created_at"));
  }
}
