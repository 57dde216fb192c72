package dev.restauth.feature;

import dev.restauth.cli.CommandGroup;
import dev.restauth.config.Config;
import dev.restauth.control.Operations;
import dev.restauth.store.SchemaDefinition;
import dev.restauth.store.Table;
import dev.restauth.vault.SealedRows;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a capability has before any database is open. To make one loads no other class of the
 * capability: a server that only serves never loads its commands.
 */
public interface Declaration {

  /** The words of the command line that it adds. Made anew at each call. */
  default List<CommandGroup> commands() {
    return List.of();
  }

  /**
   * What it keeps sealed under the master key: is sealed anew when the key changes, and tried by {@code
   * restauth check} and a restore.
   */
  default List<SealedRows> sealed() {
    return List.of();
  }

  /** What all of these keep so. */
  static List<SealedRows> sealed(List<Declaration> declarations) {
    return declarations.stream().flatMap(each -> each.sealed().stream()).toList();
  }

  /** The names of the kinds of changes that it announces. */
  default List<String> changes() {
    return List.of();
  }

  /** Its tables. */
  default List<Table> tables() {
    return List.of();
  }

  /** The schema with what this one adds to it, such as migrations of its own. */
  default SchemaDefinition design(SchemaDefinition before) {
    return before.with(tables());
  }

  /**
   * Adds the acts that need neither a server nor a database; their commands say {@link
   * dev.restauth.cli.DatabaseAccess#WITHOUT_DATABASE}.
   *
   * @param design the schema with all features
   * @param config reads the settings, or throws {@link dev.restauth.config.ConfigException}. To be
   *     asked while an act is performed, and by those alone that need settings.
   */
  default void withoutDatabase(
      Operations operations, SchemaDefinition design, Supplier<Config> config) {}
}
