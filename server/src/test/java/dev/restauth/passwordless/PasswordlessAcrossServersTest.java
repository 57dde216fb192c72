package dev.restauth.passwordless;

import static dev.restauth.factor.FactorScene.ok;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.RoleScene.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.factor.FactorScene;
import dev.restauth.passkey.PasskeyScene;
import dev.restauth.passkey.SoftAuthenticator;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A password that its owner removed at one server, and that no other server may accept. */
class PasswordlessAcrossServersTest {
  @TempDir Path folder;

  @Test
  void anotherServerForgetsThePasswordThatItVerified() throws Exception {
    Map<String, String> settings = TestServer.sharing(folder, TestDatabase.postgresUrl());
    SetClock clock = new SetClock(); // not used, because no account has an authenticator app
    try (TestServer one = TestServer.start(folder, InstantSource.system(), settings);
        TestServer two = TestServer.start(folder, InstantSource.system(), settings)) {
      PasskeyScene first = new PasskeyScene(new FactorScene(one, clock));
      PasskeyScene second = new PasskeyScene(new FactorScene(two, clock));
      one.calls().register("susan", "python");
      ok(second.scene().call("GET", "/api/me", Optional.empty(), basic("susan", "python")));
      SoftAuthenticator phone = new SoftAuthenticator();
      new PasswordlessScene(first).passwordless("susan", phone, SoftAuthenticator.onDevice());
      String token = bearer(second.token(phone)); // so the second server has the change
      ok(second.scene().call("GET", "/api/me", Optional.empty(), token));
      assertThat(
              second
                  .scene()
                  .call("GET", "/api/me", Optional.empty(), basic("susan", "python"))
                  .status())
          .isEqualTo(401);
      assertThat(second.scene().logIn("susan").body())
          .isEqualTo(second.scene().logIn("nobody").body());
    }
  }
}
