package dev.restauth.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The verifier for Node.js passes its own tests, against a server and a network that do anything. */
class ClientJsTest {
  @Test
  void passesItsOwnTests() {
    Interop.Ran ran =
        Interop.run(
            "client-js",
            "node",
            "--test",
            "test/restauth-client.test.js",
            "test/bad-network.test.js");

    assertThat(ran.exitCode()).as(ran.output()).isZero();
    assertThat(ran.output()).contains("# fail 0").containsPattern("# pass [1-9][0-9]");
  }
}
