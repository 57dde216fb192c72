package dev.restauth.store.care;

import dev.restauth.store.care.EveryTable.Rows;
import java.sql.Connection;
import java.sql.SQLException;

/** Rows in every table of factors, passkeys and unfinished log-ins. */
final class FactorTables {
  private FactorTables() {}

  static void fill(Connection connection, int accounts) throws SQLException {
    factors(connection, accounts);
    passkeys(connection, accounts);
  }

  private static void factors(Connection connection, int count) throws SQLException {
    try (Rows apps =
            new Rows(
                connection,
                "totp",
                "account_id, secret, algorithm, digits, period, last_step, created_at");
        Rows codes = new Rows(connection, "recovery_code", "account_id, digest, created_at");
        Rows halves = new Rows(connection, "half_login", "account_id, logins, last_at");
        Rows mailed =
            new Rows(connection, "mailbox_recovery", "account_id, reset_at, factors_removed_at");
        Rows failures =
            new Rows(connection, "factor_failure", "account_id, known, wrong, free_at");
        Rows attempts =
            new Rows(
                connection,
                "login_attempt",
                "digest, account_id, generation, methods, proved_at, session_id, ends_at, purpose,"
                    + " known")) {
      for (int i = 1; i <= count; i++) {
        byte[] secret = {(byte) i, (byte) (i >> 8), (byte) (i >> 16), 0, -1};
        apps.add(EveryTable.id(i), secret, "SHA1", 6L, 30L, (long) -i, (long) i);
        codes.add(EveryTable.id(i), secret, (long) -i);
        halves.add(EveryTable.id(i), (long) i, (long) -i);
        mailed.add(
            EveryTable.id(i),
            i % 2 == 0 ? null : Long.valueOf(i),
            i % 3 == 0 ? null : Long.valueOf(-i));
        failures.add(EveryTable.id(i), i % 2L, (long) i, (long) -i);
        attempts.add(
            secret,
            EveryTable.id(i),
            1L,
            "password",
            (long) i,
            i % 2 == 0 ? null : EveryTable.odd(i) + i,
            (long) i,
            i % 3 == 0 ? "enrolment" : "login",
            i % 2L);
      }
    }
  }

  private static void passkeys(Connection connection, int count) throws SQLException {
    try (Rows passkeys =
            new Rows(
                connection,
                "passkey",
                "id, account_id, credential_id, user_handle, data, name, model, transports, counter,"
                    + " verified, backup_eligible, backed_up, created_at, last_used_at");
        Rows challenges = new Rows(connection, "spent_challenge", "digest, ends_at")) {
      for (int i = 1; i <= count; i++) {
        byte[] bytes = {(byte) i, (byte) (i >> 8), (byte) (i >> 16), 0, -1};
        passkeys.add(
            "p" + EveryTable.odd(i) + i,
            EveryTable.id(i),
            bytes,
            bytes,
            new byte[] {0, -1},
            EveryTable.odd(i),
            "00000000-0000-0000-0000-000000000000",
            i % 2 == 0 ? "" : "internal usb",
            4_294_967_295L,
            1L,
            i % 2L,
            0L,
            (long) -i,
            i % 3 == 0 ? null : Long.valueOf(i));
        challenges.add(bytes, (long) i);
      }
    }
  }
}
