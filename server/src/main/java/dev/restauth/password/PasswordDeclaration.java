package dev.restauth.password;

import dev.restauth.cli.CommandGroup;
import dev.restauth.config.Config;
import dev.restauth.feature.Declaration;
import dev.restauth.operator.Operations;
import dev.restauth.store.SchemaDefinition;
import java.util.List;
import java.util.function.Supplier;

/** Declares the commands {@code restauth build-blocklist} and {@code restauth tune-passwords}. */
public final class PasswordDeclaration implements Declaration {
  @Override
  public List<CommandGroup> commands() {
    return List.of(CommandGroup.topLevel(BlocklistCommand.build(), TuneCommand.command()));
  }

  @Override
  public void withoutDatabase(
      Operations operations, SchemaDefinition design, Supplier<Config> config) {
    operations
        .addUnrecorded(BlocklistOperation.NAME, BlocklistOperation::build)
        .addUnrecorded(
            PasswordTuningOperation.NAME,
            (request, progress) ->
                PasswordTuningOperation.of(config.get()).perform(request, progress));
  }
}
