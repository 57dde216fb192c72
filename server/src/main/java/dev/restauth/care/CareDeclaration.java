package dev.restauth.care;

import dev.restauth.cli.CommandGroup;
import dev.restauth.config.Config;
import dev.restauth.feature.Declaration;
import dev.restauth.operator.Operations;
import dev.restauth.store.SchemaDefinition;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * Declares the commands for the database as a whole: {@code restauth backup} and the commands that
 * follow it in the help.
 */
public final class CareDeclaration implements Declaration {
  private final InstantSource clock;

  /** Creates the declaration. {@code clock} is for databases that a command creates. */
  public CareDeclaration(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public List<CommandGroup> commands() {
    return List.of(
        CommandGroup.topLevel(
            BackupCommand.backup(),
            BackupCommand.restore(),
            BackupCommand.afterRestore(),
            BackupCommand.erasedAccounts(),
            BackupCommand.check(),
            MoveCommand.command()));
  }

  @Override
  public void withoutDatabase(
      Operations operations, SchemaDefinition design, Supplier<Config> config) {
    operations.add(
        MoveOperation.NAME,
        (request, progress) ->
            new DatabaseMoves(design, clock, DatabaseMoves.TIMEOUT).perform(request, progress));
  }
}
