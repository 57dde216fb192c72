package dev.restauth.mail;

import dev.restauth.cli.CommandGroup;
import dev.restauth.feature.Declaration;
import java.util.List;

/** Declares {@code restauth mail}. */
public final class MailDeclaration implements Declaration {
  @Override
  public List<CommandGroup> commands() {
    return List.of(MailCommand.commands());
  }
}
