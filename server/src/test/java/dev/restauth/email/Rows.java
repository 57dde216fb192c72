package dev.restauth.email;

import com.google.errorprone.annotations.CompileTimeConstant;
import dev.restauth.TestServer;

/** Queries of the rows in a server's database. */
public final class Rows {
  private Rows() {}

  /** Returns the number {@code n} that a statement selects. */
  public static long count(
      TestServer server, @CompileTimeConstant final String sql, Object... parameters) {
    return server
        .store()
        .<Long>reading(tx -> tx.sql().one(sql, row -> row.number("n"), parameters).orElseThrow());
  }
}
