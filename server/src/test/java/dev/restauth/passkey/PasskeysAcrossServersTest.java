package dev.restauth.passkey;

import static dev.restauth.factor.FactorScene.ok;
import static dev.restauth.factor.FactorScene.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.factor.FactorScene;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two servers on one database. Each accepts an authenticator's response to options from the other
 * server, but the two accept each response only once.
 */
class PasskeysAcrossServersTest {
  @TempDir Path folder;

  @Test
  void aRequestOfOneServerIsAnsweredAtTheOtherOnce() throws Exception {
    Map<String, String> settings = TestServer.sharing(folder, TestDatabase.postgresUrl());
    SetClock clock = new SetClock(); // not used, because no account has an authenticator app
    try (TestServer one = TestServer.start(folder, InstantSource.system(), settings);
        TestServer two = TestServer.start(folder, InstantSource.system(), settings)) {
      PasskeyScene first = new PasskeyScene(new FactorScene(one, clock));
      PasskeyScene second = new PasskeyScene(new FactorScene(two, clock));
      one.calls().register("susan", "python");
      SoftAuthenticator authenticator = SoftAuthenticator.onDevice();
      first.registered("susan", authenticator);

      JsonNode begun = first.options();
      JsonNode credential = authenticator.get(begun.get("publicKey"));
      ok(second.send(begun, credential, Optional.empty()));
      assertThat(problem(first.send(begun, credential, Optional.empty())))
          .isEqualTo("403 invalid-passkey");
      ok(first.complete("susan", authenticator));
      ok(second.logIn(authenticator));
    }
  }
}
