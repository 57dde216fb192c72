package dev.restauth;

import dev.restauth.cli.CommandGroup;
import dev.restauth.cli.DatabaseAccess;
import dev.restauth.cli.OperatorCommand;
import java.util.HashMap;
import java.util.Map;

/** The access to a database that an operation needs, as its command declares it. */
final class DeclaredAccess {
  /** The access by the name of the operation, such as {@code user.show}. */
  private static final Map<String, DatabaseAccess> BY_OPERATION = byOperation();

  private DeclaredAccess() {}

  /** Returns the access of an operation; without a command, the process with the open database runs it. */
  static DatabaseAccess of(String operation) {
    return BY_OPERATION.getOrDefault(operation, DatabaseAccess.OPENED);
  }

  private static Map<String, DatabaseAccess> byOperation() {
    Map<String, DatabaseAccess> reaches = new HashMap<>();
    for (CommandGroup group : Declarations.OURS.commands()) {
      for (OperatorCommand command : group.commands()) {
        reaches.put(operation(group, command), command.reach());
      }
    }
    return reaches;
  }

  /** Returns the operation of a command; all commands below {@code restauth adopt} have the same one. */
  private static String operation(CommandGroup group, OperatorCommand command) {
    String name = command.builder().name();
    return group
        .parent()
        .map(word -> word.name().equals("adopt") ? "adopt" : word.name() + "." + name)
        .orElse(name);
  }
}
