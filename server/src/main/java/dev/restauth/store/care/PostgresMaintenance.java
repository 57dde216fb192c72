package dev.restauth.store.care;

import dev.restauth.job.Progress;
import dev.restauth.store.SharedDatabase;
import dev.restauth.store.Sql;
import dev.restauth.store.Sql.SqlFailure;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import dev.restauth.store.sql.PostgresDatabase;
import dev.restauth.store.sql.Schema;
import dev.restauth.store.sql.SqlTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** PostgreSQL database as a whole. Each call opens its own connection. */
public record PostgresMaintenance(PostgresDatabase database) implements SharedDatabase {

  @Override
  public String name() {
    return database.name();
  }

  @Override
  public boolean isUnused() {
    try (Connection connection = database.connect(true)) {
      return Schema.version(connection).isEmpty();
    } catch (SQLException e) {
      throw database.refused(e);
    }
  }

  @Override
  public List<String> check(Progress progress) {
    return new PostgresCheck(database).run(progress);
  }

  @Override
  public Revoked revokeAfterRestore(Consumer<Store> examine, Progress progress) {
    return new PostgresRestore(database).run(examine, progress);
  }

  @Override
  public <T> T reading(Function<Transaction, T> work) {
    try (Connection connection = database.connect(true);
        Sql sql = new Sql(connection)) {
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      T value = work.apply(new SqlTransaction(sql, database, connection));
      connection.rollback();
      return value;
    } catch (SQLException e) {
      throw unreadable(e);
    } catch (SqlFailure e) {
      throw unreadable(e.sqlException());
    }
  }

  private StoreUnavailableException unreadable(SQLException e) {
    return new StoreUnavailableException("cannot read " + database.explain(e), e);
  }
}
