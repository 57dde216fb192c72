package dev.restauth.cli;

/** The access to a database that an operator's command needs. */
public enum DatabaseAccess {
  /** No database and no server: the command runs in its own process. */
  WITHOUT_DATABASE,

  /** A running server, and no database: only the server can answer. */
  SERVER,

  /** The database as a whole, even if it is damaged or of another version; it is not opened. */
  WHOLE,

  /** The location of the database: an existing database is replaced, and no server may run. */
  REPLACED,

  /** An existing database: it is opened, or the server that has it open does the work. */
  OPENED,

  /** An existing database, as for {@link #OPENED}, or else a new one. */
  OPENED_OR_MADE
}
