package dev.restauth.cli;

import dev.restauth.config.ConfigException;
import dev.restauth.job.Progress;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import java.util.Map;

/** Runs an operator's request in the process that has the database open. */
@FunctionalInterface
public interface OperationRunner {

  /**
   * Performs the request and waits for the end, which may take long.
   *
   * @param flags the values given as flags, by setting key; they say where the database is
   * @param reach the access to the database that the request needs
   * @param progress a listener that may be called from any thread until this method returns
   * @throws ConfigException if the configuration cannot be used; nothing was done then
   */
  Reply perform(
      Map<String, String> flags, DatabaseAccess reach, Request request, Progress progress);
}
