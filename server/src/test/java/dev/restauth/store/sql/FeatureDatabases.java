package dev.restauth.store.sql;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The databases on which the test of a feature runs. {@code ./test} runs each class on only one of
 * them, which its name decides. All other commands run the class on both. Tests of the store, of
 * query plans and of races always run on both ({@link TestDatabase#tried}).
 */
public final class FeatureDatabases implements ArgumentsProvider {
  private static final boolean ONE =
      System.getProperty("restauth.test.databases", "").equals("one");

  @Override
  public Stream<Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    List<TestDatabase> all = TestDatabase.tried();
    int chosen = Math.floorMod(context.getRequiredTestClass().getName().hashCode(), all.size());
    return (ONE ? List.of(all.get(chosen)) : all).stream().map(Arguments::of);
  }
}
