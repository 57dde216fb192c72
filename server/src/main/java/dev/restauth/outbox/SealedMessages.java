package dev.restauth.outbox;

import dev.restauth.crypto.UnsealFailedException;
import dev.restauth.crypto.Unsealer;
import dev.restauth.outbox.OutboxRows.OutboxRow;
import dev.restauth.store.Snapshots;
import dev.restauth.store.Transaction;
import dev.restauth.vault.SealedRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The encrypted columns of the outbox: recipient and body. */
final class SealedMessages {
  static final SealedRows ROWS = new SealedRows(SealedMessages::reseal, SealedMessages::check);
  private static final long BATCH = 500;

  private SealedMessages() {}

  static String recipient(String id) {
    return "outbox/" + id + "/recipient";
  }

  static String body(String id) {
    return "outbox/" + id + "/body";
  }

  /** Decrypts bytes; empty if that fails. */
  static Optional<byte[]> unsealed(Unsealer unsealer, byte[] sealed, String identity) {
    try {
      return Optional.of(unsealer.open(sealed, identity));
    } catch (UnsealFailedException e) {
      return Optional.empty();
    }
  }

  private static int reseal(Transaction tx, SealedRows.Resealer resealer) {
    OutboxRows rows = new OutboxRows(tx);
    int[] count = new int[1];
    forEach(
        rows,
        row -> {
          rows.reseal(
              row.id(),
              resealer.reseal(row.sealedRecipient(), recipient(row.id())),
              row.sealedBody().map(bytes -> resealer.reseal(bytes, body(row.id()))));
          count[0]++;
        });
    return count[0];
  }

  private static List<String> check(Snapshots database, Unsealer unsealer) {
    return database.reading(
        tx -> {
          List<String> findings = new ArrayList<>();
          forEach(
              new OutboxRows(tx),
              row -> {
                if (!isWhole(row, unsealer)) {
                  findings.add("the message outbox/" + row.id() + " cannot be unsealed");
                }
              });
          return findings;
        });
  }

  private static boolean isWhole(OutboxRow row, Unsealer unsealer) {
    return unsealed(unsealer, row.sealedRecipient(), recipient(row.id())).isPresent()
        && (row.sealedBody().isEmpty()
            || unsealed(unsealer, row.sealedBody().get(), body(row.id())).isPresent());
  }

  private static void forEach(OutboxRows rows, Consumer<OutboxRow> each) {
    List<OutboxRow> some = rows.after("", BATCH);
    while (!some.isEmpty()) {
      some.forEach(each);
      some = rows.after(some.getLast().id(), BATCH);
    }
  }
}
