package dev.restauth.trial;

import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.CommandGroup;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.config.Config;
import dev.restauth.config.Settings;
import dev.restauth.feature.Addition;
import dev.restauth.feature.Feature;
import dev.restauth.operator.Request;
import dev.restauth.store.SchemaDefinition;
import dev.restauth.store.Store;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import dev.restauth.vault.SealedRows;
import dev.restauth.vault.Vault;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * A feature for tests that is not part of the program: short notes that only their owner can read.
 */
public final class NoteDeclaration implements Addition {
  public static final int VERSION = SchemaDefinition.VERSION + 1;

  @Override
  public List<CommandGroup> commands() {
    return List.of(
        CommandGroup.below(
            CommandBuilder.group("note", "Notes."),
            new OperatorCommand(
                new CommandBuilder("count", "Counts the notes.").examples("restauth note count"),
                (parsed, terminal) ->
                    new OperatorCommand.Prepared.Run(new Request("note.count", Map.of())))));
  }

  @Override
  public List<String> changes() {
    return List.of(NoteRows.KIND);
  }

  @Override
  public List<Table> tables() {
    return List.of(new Table("note", OnRestore.EMPTIED, "note-duration"));
  }

  @Override
  public SchemaDefinition schema(SchemaDefinition before) {
    return before.with(tables()).with("dev/restauth/trial", VERSION);
  }

  @Override
  public List<SealedRows> sealed() {
    return List.of(NoteRows.SEALED);
  }

  @Override
  public List<Settings> settings() {
    return List.of(new NoteSettings());
  }

  @Override
  public Feature build(Config config, Store store, Vault vault, InstantSource clock) {
    return new NoteFeature(config.get(NoteSettings.DURATION), store, vault);
  }
}
