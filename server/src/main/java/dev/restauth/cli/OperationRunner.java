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
   * Performs the request and waits until it has finished, which may take long.
   *
   * @param flags the values given as flags, by setting key; they define where the database is
   * @param reach the access to the database that the request needs
   * @param progress a listener, which any thread may call until this method returns
   * @throws ConfigException if the configuration is invalid; in that case nothing was done
   */
  Reply perform(
      Map<String, String> flags, DatabaseAccess reach, Request request, Progress progress);
}
