package dev.restauth.feature;

import dev.restauth.cli.CommandGroup;
import dev.restauth.config.Config;
import dev.restauth.operator.Operations;
import dev.restauth.store.SchemaDefinition;
import dev.restauth.store.Snapshots;
import dev.restauth.store.Table;
import dev.restauth.vault.SealedRows;
import java.util.List;
import java.util.function.Supplier;

/**
 * The static data of a feature, available before a database is open. Creating a declaration loads
 * no other class of the feature. A process that only serves therefore never loads the commands.
 */
public interface Declaration {

  /**
   * Returns the commands that the feature adds to the command line. Each call creates new objects.
   */
  default List<CommandGroup> commands() {
    return List.of();
  }

  /**
   * Returns the rows that the feature encrypts with the master key. They are encrypted again when
   * the key changes. {@code restauth check} and a restore verify them.
   */
  default List<SealedRows> sealed() {
    return List.of();
  }

  /** Returns the encrypted rows of all features. */
  static List<SealedRows> sealed(List<Declaration> declarations) {
    return declarations.stream().flatMap(each -> each.sealed().stream()).toList();
  }

  /**
   * Returns notes for the operator about the rows of a database. The notes may depend on the
   * settings. {@code restauth check} prints them if it finds no errors.
   *
   * @return the notes, one line each
   */
  default List<String> notes(Config config, Snapshots database) {
    return List.of();
  }

  /** Returns the notes of all features. */
  static List<String> notes(List<Declaration> declarations, Config config, Snapshots database) {
    return declarations.stream().flatMap(each -> each.notes(config, database).stream()).toList();
  }

  /** Returns the names of the kinds of changes that the feature announces. */
  default List<String> changes() {
    return List.of();
  }

  /** Returns the tables of the feature. */
  default List<Table> tables() {
    return List.of();
  }

  /** Returns the schema with the feature's additions, such as its own migrations. */
  default SchemaDefinition schema(SchemaDefinition before) {
    return before.with(tables());
  }

  /**
   * Adds the operations that need neither a server nor a database. The commands of these operations
   * have the access {@link dev.restauth.cli.DatabaseAccess#WITHOUT_DATABASE}.
   *
   * @param schema the schema with all features
   * @param config reads the settings, or throws a {@link dev.restauth.config.ConfigException}. Only
   *     an operation that needs settings may call it, and only while the operation runs
   */
  default void withoutDatabase(
      Operations operations, SchemaDefinition schema, Supplier<Config> config) {}
}
