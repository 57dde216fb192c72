package dev.restauth.store.sql;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The databases on which the test of a feature runs. {@code ./test} runs each class on only one of
 * them, which its name decides: SQLite three times as often as PostgreSQL, where a server costs
 * five times as much. All other commands run the class on both. Tests of the store, of
 * query plans and of races always run on both ({@link TestDatabase#tried}).
 */
public final class FeatureDatabases implements ArgumentsProvider {
  /** The part of the classes that {@code ./test} runs on PostgreSQL: one of so many. */
  private static final int ON_POSTGRESQL = 4;

  private static final boolean ONE =
      System.getProperty("restauth.test.databases", "").equals("one");

  @Override
  public Stream<Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    List<TestDatabase> all = TestDatabase.tried();
    int hash = context.getRequiredTestClass().getName().hashCode();
    TestDatabase chosen = Math.floorMod(hash, ON_POSTGRESQL) == 0 ? all.getLast() : all.getFirst();
    return (ONE ? List.of(chosen) : all).stream().map(Arguments::of);
  }
}
