package dev.restauth;

import dev.restauth.cli.CommandGroup;
import dev.restauth.cli.DatabaseAccess;
import dev.restauth.cli.OperatorCommand;
import java.util.HashMap;
import java.util.Map;

/** The database access that each operation declares in its command. */
final class DeclaredAccess {
  /** The access by operation name, such as {@code user.show}. */
  private static final Map<String, DatabaseAccess> BY_OPERATION = byOperation();

  private DeclaredAccess() {}

  /**
   * Returns the access of an operation. An operation without a command runs in the process that has
   * opened the database.
   */
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

  /**
   * Returns a command's operation. All commands below {@code restauth adopt} share one operation.
   */
  private static String operation(CommandGroup group, OperatorCommand command) {
    String name = command.builder().name();
    return group
        .parent()
        .map(word -> word.name().equals("adopt") ? "adopt" : word.name() + "." + name)
        .orElse(name);
  }
}
