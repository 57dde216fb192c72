package dev.restauth;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.ServerProcess.Ended;
import dev.restauth.http.HttpCalls;
import dev.restauth.store.sql.TestDatabase;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The downloadable jar runs without options and without other files. */
@Tag("jar")
class OneJarRunsTest {
  @TempDir Path folder;

  private ServerProcess start(String... arguments) {
    return ServerProcess.startJar(OneJar.file(), folder, Map.of(), arguments);
  }

  private Ended run(String... arguments) {
    try (ServerProcess process = start(arguments)) {
      return process.ended();
    }
  }

  @Test
  void serverAndCommandWorkOnTheSameDatabase() {
    try (ServerProcess process = start("serve", "--port", "0")) {
      useAsTheOriginal(process.ready());
      Ended ended = process.terminate();
      assertThat(ended.exitCode()).isZero();
      assertThat(ended.out()).isEmpty();
      assertThat(ended.said().lines())
          .satisfiesExactly(
              line -> assertThat(line).contains(OneJar.version() + " (commit ", " serves on "),
              line -> assertThat(line).contains(" has stopped"));
    }

    Ended shown = run("user", "show", "miguel");
    assertThat(shown.said()).isEmpty();
    assertThat(shown.exitCode()).isZero();
    assertThat(shown.out()).contains("miguel");
  }

  @Test
  void servesOnPostgresqlAndHashesPasswordsWithTheNativeLibrary() throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("serve", "--port", "0", "--log-level", "debug"));
    TestServer.sharing(folder, TestDatabase.emptyPostgresUrl())
        .forEach((key, value) -> arguments.addAll(List.of("--" + key, value)));
    try (ServerProcess process = start(arguments.toArray(String[]::new))) {
      useAsTheOriginal(process.ready());
      Ended ended = process.terminate();
      assertThat(ended.exitCode()).isZero();
      assertThat(ended.err()).contains("passwords are hashed by native libargon2");
    }
    assertThat(folder.resolve("data")).doesNotExist();
  }

  private static void useAsTheOriginal(HttpCalls calls) {
    assertThat(calls.register("miguel", "python").status()).isEqualTo(201);
    String token = calls.token("miguel", "python");
    assertThat(calls.get("/api/resource", basic(token, "unused")).body().strip())
        .isEqualTo("{\"data\":\"Hello, miguel!\"}");
    assertThat(calls.get("/openapi.json").status()).isEqualTo(200);
  }

  @Test
  void printsHelpAndVersion() {
    Ended help = run("--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("serve", "migrate-database");
    assertThat(help.err()).isEmpty();

    assertThat(run("--version").out())
        .matches("REST-auth " + OneJar.version() + " \\(commit [0-9a-f]{12}(-dirty)?\\)\n");
  }

  /**
   * The class that prints the message is compiled only into this jar, so the test loads the class
   * from the jar.
   */
  @Test
  void olderJavaPrintsThatItIsTooOld() throws Exception {
    URL[] jar = {OneJar.file().toUri().toURL()};
    try (URLClassLoader alone = new URLClassLoader(jar, ClassLoader.getPlatformClassLoader())) {
      Method isTooOld =
          alone.loadClass("dev.restauth.Start").getDeclaredMethod("isTooOld", String.class);
      isTooOld.setAccessible(true);
      assertThat(List.of("1.8", "9", "17", "24"))
          .allSatisfy(version -> assertThat(isTooOld.invoke(null, version)).isEqualTo(true));
      assertThat(List.of("25", "26", "100"))
          .allSatisfy(version -> assertThat(isTooOld.invoke(null, version)).isEqualTo(false));
    }
  }
}
