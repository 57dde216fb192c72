package dev.restauth.cli;

/** How much of a database an operator's command needs. */
public enum DatabaseAccess {
  /** None, and no server: the command is performed where it is called. */
  WITHOUT_DATABASE,

  /** The database as a whole, also if it is damaged or of another version; it is not opened. */
  WHOLE,

  /** Its place: whatever is there is replaced, and no server may run. */
  REPLACED,

  /** A database that is there; it is opened, or the server that has it open does the work. */
  OPENED,

  /** The same, but a database that is not there is made. */
  OPENED_OR_MADE
}
