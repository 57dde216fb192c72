package dev.restauth.care;

import dev.restauth.job.Progress;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.store.Snapshots;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The operation {@code restauth erased-accounts}. It writes the list for a later restore, for
 * operators who make backups with other tools.
 */
record ErasedAccountsOperation(Snapshots database) implements Operations.Source {
  @Override
  public void declare(Operations operations) {
    operations.add("erased-accounts", this::write);
  }

  private Reply write(Request request, Progress progress) {
    Path file = request.path("file");
    long count = new ErasedAccountsFile(file).add(ErasedAccounts.in(database));
    return Reply.done(
        Facts.NONE.with("file", file.toString()).with("accounts", count),
        String.format(
            Locale.ROOT,
            "%s lists %,d erased %s; it is written to disk",
            file,
            count,
            count == 1 ? "account" : "accounts"));
  }
}
