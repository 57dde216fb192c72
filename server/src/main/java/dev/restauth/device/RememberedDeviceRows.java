package dev.restauth.device;

import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;

/**
 * Statements on the table {@code remembered_device}. Each call is atomic. A device is live until it
 * expires, but only while its account is active and the generations of device and account are
 * equal.
 */
record RememberedDeviceRows(Transaction tx) {
  private static final String LIVE =
      " ends_at > ? AND EXISTS (SELECT 1 FROM account WHERE account.id = remembered_device.account_id"
          + " AND account.generation = remembered_device.generation AND account.state = 'active')";

  /** Adds a device. Of the account's other devices, keeps only the newest {@code others}. */
  void add(byte[] digest, long accountId, long generation, RememberedDevice device, long others) {
    tx.sql()
        .change(
            "INSERT INTO remembered_device (id, digest, account_id, generation, created_at, used_at, ends_at, address,"
                + " user_agent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            device.id(),
            digest,
            accountId,
            generation,
            device.createdAt(),
            device.usedAt(),
            device.endsAt(),
            device.address(),
            device.userAgent());
    // SQLite does not support OFFSET without LIMIT.
    tx.sql()
        .change(
            "DELETE FROM remembered_device WHERE id IN (SELECT id FROM remembered_device WHERE account_id = ? AND id <> ?"
                + " ORDER BY created_at DESC, id DESC LIMIT 1000000 OFFSET ?)",
            accountId,
            device.id(),
            others);
  }

  /** Returns whether a cookie belongs to a live device of an account with this generation. */
  boolean isLive(byte[] digest, long accountId, long generation, Instant now) {
    return tx.sql()
        .one(
            "SELECT id FROM remembered_device WHERE digest = ? AND account_id = ? AND generation = ? AND"
                + LIVE,
            row -> row.text("id"),
            digest,
            accountId,
            generation,
            now)
        .isPresent();
  }

  /** Stores the use of a live device. Returns whether the device was still live. */
  boolean use(byte[] digest, long accountId, long generation, Instant now) {
    return tx.sql()
            .change(
                "UPDATE remembered_device SET used_at = ? WHERE digest = ? AND account_id = ? AND generation = ? AND"
                    + LIVE,
                now,
                digest,
                accountId,
                generation,
                now)
        > 0;
  }

  /** Returns the live devices of an account, newest first. */
  List<RememberedDevice> of(long accountId, Instant now) {
    return tx.sql()
        .all(
            "SELECT id, created_at, used_at, ends_at, address, user_agent FROM remembered_device WHERE account_id = ? AND"
                + LIVE
                + " ORDER BY created_at DESC, id DESC",
            RememberedDeviceRows::device,
            accountId,
            now);
  }

  /** Removes a live device of an account. Returns whether this call removed it. */
  boolean remove(long accountId, String id, Instant now) {
    return tx.sql()
            .change(
                "DELETE FROM remembered_device WHERE id = ? AND account_id = ? AND" + LIVE,
                id,
                accountId,
                now)
        > 0;
  }

  /** Removes the device to which a cookie belongs. */
  void removeByDigest(byte[] digest) {
    tx.sql().change("DELETE FROM remembered_device WHERE digest = ?", digest);
  }

  /** Removes all devices of an account. */
  void erase(long accountId) {
    tx.sql().change("DELETE FROM remembered_device WHERE account_id = ?", accountId);
  }

  /**
   * Removes expired devices.
   *
   * @param atMost the maximum number of devices to remove, at least 1
   * @return the number of removed devices
   */
  int purge(Instant now, long atMost) {
    return tx.sql()
        .change(
            "DELETE FROM remembered_device WHERE id IN (SELECT id FROM remembered_device WHERE ends_at <= ?"
                + " ORDER BY ends_at LIMIT ?)",
            now,
            atMost);
  }

  private static RememberedDevice device(Row row) {
    return new RememberedDevice(
        row.text("id"),
        row.instant("created_at"),
        row.instant("used_at"),
        row.instant("ends_at"),
        row.text("address"),
        row.findText("user_agent"));
  }
}
