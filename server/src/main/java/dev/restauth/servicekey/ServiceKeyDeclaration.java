package dev.restauth.servicekey;

import dev.restauth.cli.CommandGroup;
import dev.restauth.feature.Declaration;
import java.util.List;

/** Keys of services: {@code restauth service-key}. */
public final class ServiceKeyDeclaration implements Declaration {
  @Override
  public List<CommandGroup> commands() {
    return List.of(ServiceKeyCommand.commands());
  }
}
