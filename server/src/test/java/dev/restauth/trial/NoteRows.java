package dev.restauth.trial;

import dev.restauth.crypto.UnsealFailedException;
import dev.restauth.crypto.Unsealer;
import dev.restauth.store.Change;
import dev.restauth.store.Snapshots;
import dev.restauth.store.Transaction;
import dev.restauth.vault.SealedRows;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The notes of accounts. */
record NoteRows(Transaction tx) {
  static final String KIND = "note";
  static final SealedRows SEALED = new SealedRows(NoteRows::reseal, NoteRows::check);

  @SuppressWarnings("ArrayRecordComponent") // not compared
  record NoteRow(long accountId, long number, byte[] sealed) {
    String identity() {
      return "note/" + accountId + "/" + number;
    }
  }

  void put(NoteRow note, Instant at) {
    tx.sql()
        .change(
            "INSERT INTO note (account_id, number, sealed, written_at) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (account_id, number) DO UPDATE SET sealed = excluded.sealed,"
                + " written_at = excluded.written_at",
            note.accountId(),
            note.number(),
            note.sealed(),
            at);
    tx.announce(new Change(KIND, Long.toString(note.accountId()), note.number()));
  }

  Optional<NoteRow> find(long accountId, long number) {
    return tx.sql()
        .one(
            "SELECT account_id, number, sealed FROM note WHERE account_id = ? AND number = ?",
            row -> new NoteRow(row.number("account_id"), row.number("number"), row.bytes("sealed")),
            accountId,
            number);
  }

  List<NoteRow> all() {
    return tx.sql()
        .all(
            "SELECT account_id, number, sealed FROM note ORDER BY account_id, number",
            row ->
                new NoteRow(row.number("account_id"), row.number("number"), row.bytes("sealed")));
  }

  int purge(Instant before) {
    return tx.sql().change("DELETE FROM note WHERE written_at < ?", before);
  }

  private static int reseal(Transaction tx, SealedRows.Resealer resealer) {
    List<NoteRow> all = new NoteRows(tx).all();
    for (NoteRow note : all) {
      tx.sql()
          .change(
              "UPDATE note SET sealed = ? WHERE account_id = ? AND number = ?",
              resealer.reseal(note.sealed(), note.identity()),
              note.accountId(),
              note.number());
    }
    return all.size();
  }

  private static List<String> check(Snapshots database, Unsealer opener) {
    return database.<List<NoteRow>>reading(tx -> new NoteRows(tx).all()).stream()
        .filter(note -> !opens(note, opener))
        .map(note -> "the " + note.identity() + " cannot be opened")
        .toList();
  }

  private static boolean opens(NoteRow note, Unsealer opener) {
    try {
      opener.open(note.sealed(), note.identity());
      return true;
    } catch (UnsealFailedException e) {
      return false;
    }
  }
}
