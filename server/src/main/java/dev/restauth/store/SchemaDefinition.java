package dev.restauth.store;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Schema of the running program.
 *
 * @param tables all tables that the features and the store itself declare
 * @param folders the folders on the class path that contain the migrations. Each of them has one
 *     subfolder for each kind of database
 * @param version the schema version after all migrations
 */
public record SchemaDefinition(List<Table> tables, List<String> folders, int version) {
  /** The schema version of this program, which is the number of its last migration. */
  public static final int VERSION = 17;

  /** The schema of this program, with only the tables of the store declared. */
  public static final SchemaDefinition OF_THE_STORE =
      new SchemaDefinition(OwnTables.ALL, List.of("dev/restauth/store"), VERSION);

  /** Copies the lists. */
  public SchemaDefinition {
    tables = List.copyOf(tables);
    folders = List.copyOf(folders);
  }

  /** Returns a copy of the schema definition with more tables. */
  public SchemaDefinition with(List<Table> more) {
    return new SchemaDefinition(
        Stream.concat(tables.stream(), more.stream()).toList(), folders, version);
  }

  /**
   * Returns a copy of the schema definition with more migrations, which lead to a later version.
   */
  public SchemaDefinition with(String folder, int later) {
    List<String> all = new ArrayList<>(folders);
    all.add(folder);
    return new SchemaDefinition(tables, all, later);
  }
}
