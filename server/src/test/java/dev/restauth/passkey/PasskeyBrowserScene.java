package dev.restauth.passkey;

import dev.restauth.Chromium;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The passkeys page in Chromium, and susan's account on a real server. */
abstract class PasskeyBrowserScene {
  static final String PASSWORD = "python";

  final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, Map.of()).withAccount("susan", PASSWORD);

  private static Chromium browser;
  Chromium.Tab tab;
  PasskeyPage page;

  @BeforeAll
  static void startBrowser() {
    browser = Chromium.start();
  }

  @AfterAll
  static void stopBrowser() {
    browser.close();
  }

  @BeforeEach
  void open() {
    tab = browser.open();
    page = new PasskeyPage(tab, "http://localhost:" + server.port() + "/passkeys");
  }

  @AfterEach
  void close() {
    tab.close();
  }
}
