package dev.restauth.event;

import dev.restauth.store.Row;
import java.time.Instant;
import java.util.Optional;

/**
 * An event with its number, as it is read from the database.
 *
 * @param salt the salt of the commitment; empty after the personal part was erased
 * @param personal the personal part, a JSON object; empty after it was erased
 * @param commitment the SHA-256 of the salt and the personal part; empty if the event never had a
 *     personal part
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NumberedEvent(
    long number,
    String id,
    Instant at,
    String type,
    Optional<String> actor,
    Optional<Long> account,
    String outcome,
    Optional<String> object,
    Optional<String> request,
    String members,
    Optional<byte[]> salt,
    Optional<String> personal,
    Optional<byte[]> commitment) {

  static NumberedEvent of(Row row) {
    return new NumberedEvent(
        row.number("number"),
        row.text("id"),
        row.instant("at"),
        row.text("type"),
        row.findText("actor"),
        row.findNumber("account_id"),
        row.text("outcome"),
        row.findText("object"),
        row.findText("request"),
        row.text("members"),
        row.findBytes("salt"),
        row.findText("personal"),
        row.findBytes("commitment"));
  }

  /** Returns a text without the personal part. */
  @Override
  public String toString() {
    return "NumberedEvent[number=" + number + ", type=" + type + "]";
  }
}
