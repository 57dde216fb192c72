package dev.restauth;

import dev.restauth.cli.CommandGroup;
import dev.restauth.cli.DatabaseAccess;
import dev.restauth.cli.OperatorCommand;
import java.util.HashMap;
import java.util.Map;

/** How much of a database an operation needs, as the command declares that asks for it. */
final class DeclaredReach {
  /** By the name of the operation, such as {@code user.show}: the words of its command. */
  private static final Map<String, DatabaseAccess> BY_OPERATION = byOperation();

  private DeclaredReach() {}

  /** One that no command asks for is left to whoever has the database open. */
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

  /** All commands below {@code restauth adopt} ask for one operation. */
  private static String operation(CommandGroup group, OperatorCommand command) {
    String name = command.form().name();
    return group
        .word()
        .map(word -> word.name().equals("adopt") ? "adopt" : word.name() + "." + name)
        .orElse(name);
  }
}
