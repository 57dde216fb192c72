package dev.restauth.cli;

import dev.restauth.config.ConfigException;
import dev.restauth.control.Reply;
import dev.restauth.control.Request;
import dev.restauth.job.Progress;
import java.util.Map;

/** Gets an operator's request performed by whoever owns the database. */
@FunctionalInterface
public interface OperationRunner {

  /**
   * Performs it and waits, which may take long.
   *
   * @param flags what was given on the command line, by setting key; they say where the database is
   * @param reach how much of the database it needs
   * @param progress may be called from any thread, until this returns
   * @throws ConfigException where the configuration cannot be used; nothing was done then
   */
  Reply perform(
      Map<String, String> flags, DatabaseAccess reach, Request request, Progress progress);
}
