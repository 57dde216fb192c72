package dev.restauth.status;

import dev.restauth.cli.CommandGroup;
import dev.restauth.config.Config;
import dev.restauth.feature.Declaration;
import dev.restauth.operator.Operations;
import dev.restauth.store.SchemaDefinition;
import java.util.List;
import java.util.function.Supplier;

/**
 * Declares the commands {@code restauth status}, {@code reload}, {@code check-config} and {@code
 * config}.
 */
public final class StatusDeclaration implements Declaration {
  @Override
  public List<CommandGroup> commands() {
    return List.of(
        CommandGroup.topLevel(
            StatusCommand.status(), StatusCommand.reload(), ConfigCommand.check()),
        ConfigCommand.group());
  }

  @Override
  public void withoutDatabase(
      Operations operations, SchemaDefinition design, Supplier<Config> config) {
    operations
        .addUnrecorded(ConfigOperations.CHECK, (_, _) -> ConfigOperations.check(config.get()))
        .addUnrecorded(ConfigOperations.SHOW, (_, _) -> ConfigOperations.show(config.get()));
  }
}
