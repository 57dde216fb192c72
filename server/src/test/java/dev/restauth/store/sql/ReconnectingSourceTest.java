package dev.restauth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.store.SchemaDefinition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReconnectingSourceTest {
  private final AtomicInteger attempts = new AtomicInteger();
  private final List<Connection> opened = new ArrayList<>();
  private Runnable meanwhile = () -> {};

  private ReconnectingSource failing(int times) {
    return new ReconnectingSource(
        new ConnectionSource() {
          @Override
          public Connection connect(boolean readOnly) throws SQLException {
            if (attempts.incrementAndGet() <= times) {
              throw new SQLException("refused");
            }
            meanwhile.run();
            opened.add(SqliteOpening.inMemory("reconnecting"));
            return opened.getLast();
          }

          @Override
          public String schemaFolder() {
            throw new AssertionError();
          }

          @Override
          public SchemaDefinition design() {
            throw new AssertionError();
          }
        });
  }

  @Test
  void connectsWhenTheDatabaseAnswersAgain() throws Exception {
    ReconnectingSource source = failing(2);
    try (Connection connection = source.connect(false)) {
      assertThat(connection.isClosed()).isFalse();
    }
    assertThat(attempts).hasValue(3);
    assertThat(source.failure()).isEmpty();
  }

  @Test
  void leavesNoConnectionOpenIfItIsClosedMeanwhile() throws Exception {
    ReconnectingSource source = failing(0);
    meanwhile = source::close;
    assertThatThrownBy(() -> source.connect(false)).hasMessage("the pool is closed");
    assertThat(opened.getFirst().isClosed()).isTrue();
  }

  @Test
  void saysWhyItFailsAndEndsWhenItIsClosed() {
    ReconnectingSource source = failing(Integer.MAX_VALUE);
    source.close();
    assertThatThrownBy(() -> source.connect(false)).hasMessage("refused");
    assertThat(source.failure().map(SQLException::getMessage)).hasValue("refused");
  }
}
