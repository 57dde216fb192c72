package dev.restauth.servicekey;

import dev.restauth.cli.CommandGroup;
import dev.restauth.feature.Declaration;
import dev.restauth.store.Table;
import java.util.List;

/** Declares {@code restauth service-key}, and the table and the changes of service keys. */
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
                // A key that was deleted or disabled after the backup must not be accepted again.
                // All keys are therefore disabled, and the operator enables those that are still
                // needed.
                (table, jump) -> List.of("UPDATE service_key SET state = 'disabled'"),
                "until an operator deletes it")
            .notPersonal("name", "digest", "scope", "state", "created_at"));
  }
}
