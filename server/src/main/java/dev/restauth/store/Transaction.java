package dev.restauth.store;

import java.time.Instant;
import java.util.List;

/**
 * One transaction, on which each feature's rows are read and written by a class of its own. Valid only
 * inside the call that received it.
 */
public interface Transaction {

  /** Runs statements in it. */
  Sql sql();

  /** Has those who may remember something of it hear of a change, by the same commit. */
  void announce(Change change);

  /** What others have to hear of. */
  ChangeStore changes();

  /**
   * What this transaction has changed so far of that which others may remember; they are told of it by
   * the same commit.
   */
  List<Change> announced();

  /** Single values the server keeps about itself. */
  PropertyStore properties();

  /**
   * The time by the database, which is the same for all who share one; to the microsecond. An embedded
   * database has the clock of this process.
   */
  Instant now();
}
