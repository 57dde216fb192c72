package dev.restauth.store;

import dev.restauth.job.Progress;
import java.util.function.Consumer;

/** A database on a server that many processes share, as a whole. Thread-safe; every call may take long. */
public interface SharedDatabase extends CheckedDatabase {

  /**
   * What ended.
   *
   * @param accounts how many accounts there are, the tokens of each ended
   * @param signingKeys how many signing keys were withdrawn
   * @param serviceKeys how many keys of services there are, each disabled
   * @param epoch the new epoch
   */
  record Ended(long accounts, long signingKeys, long serviceKeys, String epoch) {}

  /** Its name on the server. */
  String name();

  /**
   * Whether this program has never made its tables there.
   *
   * @throws StoreRefusedException where it cannot be reached
   */
  boolean isUnused();

  /**
   * After a backup was put back by the means of the server: sees to it, in one transaction, that nothing
   * that had ended when it was lost has come back to life. Its schema is brought up to date before.
   *
   * @param examine looks at the database before, and throws where it must not be done
   * @throws StoreRefusedException where it cannot be done; nothing was changed then but the schema
   */
  Ended endRevived(Consumer<Store> examine, Progress progress);
}
