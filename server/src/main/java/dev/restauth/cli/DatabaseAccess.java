package dev.restauth.cli;

/** The access to a database that an operator's command needs. */
public enum DatabaseAccess {
  /** No database and no server. The command runs in its own process. */
  WITHOUT_DATABASE,

  /** A running server, but no database: only the server can answer. */
  SERVER,

  /**
   * The database as a whole, which may be damaged or of another version. It is not opened as a
   * store.
   */
  WHOLE,

  /**
   * The location of the database. An existing database is replaced. The command is refused if a
   * server is running.
   */
  REPLACED,

  /** An existing database. The command opens it, or the server that has it open does the work. */
  OPENED,

  /** An existing database, as for {@link #OPENED}, or a new one if there is none. */
  OPENED_OR_MADE
}
