package dev.restauth.oauth.client;

import dev.restauth.cli.CommandGroup;
import dev.restauth.feature.Declaration;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import java.util.List;

/** Declares the tables and changes of clients. */
public final class ClientDeclaration implements Declaration {
  @Override
  public List<CommandGroup> commands() {
    return List.of(ClientCommand.commands());
  }

  @Override
  public List<String> changes() {
    return List.of(ClientChanged.KIND);
  }

  @Override
  public List<Table> tables() {
    return List.of(
        new Table(
                "client",
                // Clients are disabled after a restore, because some may have been disabled or
                // removed after the backup. The operator then enables the clients that should be
                // used. For clients in the configuration file, the file decides.
                (table, jump) ->
                    List.of("UPDATE client SET state = 'disabled' WHERE source = 'made'"),
                "until it is removed")
            .notPersonal(
                "id",
                "name",
                "source",
                "state",
                "metadata",
                "generation",
                "created_at",
                "updated_at"),
        new Table("client_secret", OnRestore.STAYS, "until it is replaced or removed; digests")
            .notPersonal("digest", "client_id", "created_at"),
        new Table("revoked_client", OnRestore.STAYS, "until its last token has expired")
            .notPersonal("client_id", "generation", "tokens_until"),
        new Table("spent_assertion", OnRestore.STAYS, "until the assertion has ended; digests")
            .notPersonal("digest", "ends_at"));
  }
}
