package dev.restauth.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoggingTest {
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

  private final Logger root = Logger.getLogger("");
  private final List<Handler> before = List.of(root.getHandlers());
  private final Level levelBefore = root.getLevel();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @AfterEach
  void restore() {
    for (Handler ours : root.getHandlers()) {
      root.removeHandler(ours);
    }
    before.forEach(root::addHandler);
    root.setLevel(levelBefore);
    Thread.setDefaultUncaughtExceptionHandler(null);
    Logger.getLogger("org.flywaydb").setLevel(null);
    Logger.getLogger("io.netty").setLevel(null);
    Logger.getLogger("org.flywaydb").setLevel(null);
  }

  @Test
  void writesAnEventOfTheSystemLoggerAsOneLineOfText() {
    configure(LogFormat.TEXT, LogLevel.INFO);
    System.getLogger("dev.restauth.http.Server")
        .log(System.Logger.Level.INFO, "listening port=5000");
    assertThat(written()).matches(TIME + " INFO  http\\.Server listening port=5000\n");
  }

  @Test
  void writesAnEventOfTheSystemLoggerAsOneJsonObject() throws Exception {
    configure(LogFormat.JSON, LogLevel.INFO);
    System.getLogger("dev.restauth.http.Server")
        .log(System.Logger.Level.WARNING, "größer\n\u2028 \"x\"", new IllegalStateException("odd"));
    assertThat(written()).endsWith("}\n").hasLineCount(1).isASCII();
    JsonNode line = new ObjectMapper().readTree(written());
    assertThat(line.get("time").textValue()).matches(TIME);
    assertThat(line.get("level").textValue()).isEqualTo("WARN");
    assertThat(line.get("logger").textValue()).isEqualTo("dev.restauth.http.Server");
    assertThat(line.get("message").textValue()).isEqualTo("größer\n\u2028 \"x\"");
    assertThat(line.get("error").textValue())
        .startsWith("java.lang.IllegalStateException: odd at dev.restauth.log.LoggingTest.");
    assertThat(line).hasSize(5);
  }

  @Test
  void aJsonObjectWithoutAThrowableHasNoError() throws Exception {
    configure(LogFormat.JSON, LogLevel.INFO);
    System.getLogger("x").log(System.Logger.Level.INFO, "fine");
    assertThat(new ObjectMapper().readTree(written()).has("error")).isFalse();
  }

  @Test
  void fillsParametersWithoutMessageFormat() {
    configure(LogFormat.TEXT, LogLevel.INFO);
    System.getLogger("x").log(System.Logger.Level.INFO, "it's {1} on {0} {2} {", 50_000, "up");
    assertThat(written()).endsWith(" x it's up on 50000 {2} {\n");
  }

  /** The virtual machine's own events contain placeholders with number formats. */
  @Test
  void fillsPlaceholdersWithNumberFormats() {
    configure(LogFormat.TEXT, LogLevel.INFO);
    System.getLogger("x")
        .log(System.Logger.Level.INFO, "valid until {0,number,#} by {1,x", 1_795_608_600L, "me");
    assertThat(written()).endsWith(" x valid until 1795608600 by {1,x\n");
  }

  @Test
  void aParameterWhoseToStringFailsDoesNotLoseTheEvent() {
    configure(LogFormat.TEXT, LogLevel.INFO);
    Object broken =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no");
          }
        };
    System.getLogger("x").log(System.Logger.Level.INFO, "a {0} b", broken);
    assertThat(written()).endsWith(" x a (java.lang.IllegalStateException) b\n");
  }

  @Test
  void aMessageCannotForgeALine() {
    configure(LogFormat.TEXT, LogLevel.INFO);
    System.getLogger("x")
        .log(
            System.Logger.Level.INFO,
            "name=a\r\n2026-11-25T01:02:03.456Z ERROR forged",
            new Exception("b\nc"));
    assertThat(written())
        .hasLineCount(1)
        .contains(
            "name=a\\r\\n2026-11-25T01:02:03.456Z ERROR forged: java.lang.Exception: b\\nc at ");
  }

  @Test
  void writesUtf8WhateverTheStreamsEncoding() {
    Logging.configure(
        LogFormat.TEXT, LogLevel.INFO, new PrintStream(bytes, false, StandardCharsets.US_ASCII));
    System.getLogger("x").log(System.Logger.Level.INFO, "größer");
    assertThat(written()).endsWith("größer\n");
  }

  @Test
  void queuedLinesAreTheSameAsDirectLinesAfterAFlush() {
    Logging.configureQueued(
        LogFormat.TEXT, LogLevel.INFO, new PrintStream(bytes, false, StandardCharsets.UTF_8));
    System.Logger logger = System.getLogger("dev.restauth.x");
    logger.log(System.Logger.Level.INFO, "größer");
    logger.log(System.Logger.Level.DEBUG, "no");
    logger.log(System.Logger.Level.ERROR, "worse", new IllegalStateException("odd"));
    Logging.flush();
    assertThat(written().lines())
        .satisfiesExactly(
            line -> assertThat(line).matches(TIME + " INFO  x größer"),
            line ->
                assertThat(line).contains(" ERROR x worse: java.lang.IllegalStateException: odd"));
    configure(LogFormat.TEXT, LogLevel.INFO); // stops the queue's thread
  }

  @Test
  void logsTheNumberOfDroppedLines() throws Exception {
    PipedInputStream pipe = new PipedInputStream(1024);
    Logging.configureQueued(
        LogFormat.JSON, LogLevel.INFO, new PrintStream(new PipedOutputStream(pipe)));
    System.Logger logger = System.getLogger("dev.restauth.x");
    for (int i = 0; i < 10_000; i++) {
      logger.log(System.Logger.Level.INFO, "{0} {1}", i, "x".repeat(200));
    }
    BufferedReader reader = new BufferedReader(new InputStreamReader(pipe, StandardCharsets.UTF_8));
    int read = 0;
    JsonNode line = new ObjectMapper().readTree(reader.readLine());
    while (line.get("level").textValue().equals("INFO")) {
      assertThat(line.get("message").textValue()).startsWith(read + " ");
      read++;
      line = new ObjectMapper().readTree(reader.readLine());
    }
    assertThat(line.get("level").textValue()).isEqualTo("WARN");
    assertThat(line.get("logger").textValue()).isEqualTo("dev.restauth.log.Logging");
    assertThat(line.get("message").textValue())
        .isEqualTo((10_000 - read) + " lines were dropped, because standard error was blocked");
    configure(LogFormat.TEXT, LogLevel.INFO);
  }

  @Test
  void writesNothingBelowTheLevel() {
    configure(LogFormat.TEXT, LogLevel.WARNING);
    System.Logger logger = System.getLogger("dev.restauth.x");
    logger.log(System.Logger.Level.INFO, "no");
    logger.log(System.Logger.Level.WARNING, "yes");
    logger.log(System.Logger.Level.ERROR, "yes");
    assertThat(logger.isLoggable(System.Logger.Level.INFO)).isFalse();
    assertThat(written()).hasLineCount(2).contains(" WARN  x yes\n").contains(" ERROR x yes\n");
  }

  @Test
  void debugIsWrittenIfConfiguredAndTraceNever() {
    configure(LogFormat.TEXT, LogLevel.DEBUG);
    System.getLogger("dev.restauth.x").log(System.Logger.Level.DEBUG, "yes");
    System.getLogger("dev.restauth.x").log(System.Logger.Level.TRACE, "no");
    assertThat(written()).hasLineCount(1).endsWith(" DEBUG x yes\n");
  }

  @Test
  void librariesStayQuietUnlessDebugging() {
    configure(LogFormat.TEXT, LogLevel.INFO);
    System.getLogger("org.flywaydb.core.Flyway").log(System.Logger.Level.INFO, "no");
    System.getLogger("org.flywaydb.core.Flyway").log(System.Logger.Level.WARNING, "yes");
    assertThat(written()).hasLineCount(1).endsWith(" WARN  Flyway yes\n");

    bytes.reset();
    configure(LogFormat.TEXT, LogLevel.DEBUG);
    System.getLogger("org.flywaydb.core.Flyway").log(System.Logger.Level.INFO, "now");
    assertThat(written()).hasLineCount(1).endsWith(" INFO  Flyway now\n");

    bytes.reset();
    configure(LogFormat.TEXT, LogLevel.ERROR);
    System.getLogger("org.flywaydb.core.Flyway").log(System.Logger.Level.WARNING, "no");
    assertThat(written()).isEmpty();
  }

  /** Libraries must not log parts of requests, because any part may contain a token. */
  @Test
  void librariesThatQuoteRequestsStayQuietEvenWhenDebugging() {
    configure(LogFormat.TEXT, LogLevel.DEBUG);
    for (String name :
        new String[] {"handler.codec.http2.Http2ConnectionHandler", "handler.ssl.SslHandler"}) {
      System.Logger logger = System.getLogger("io.netty." + name);
      logger.log(System.Logger.Level.DEBUG, "no");
      logger.log(System.Logger.Level.INFO, "no");
      logger.log(System.Logger.Level.WARNING, "yes");
    }
    assertThat(written()).hasLineCount(2).doesNotContain(" no\n");
  }

  @Test
  void librariesStayQuietAfterAGarbageCollection() {
    configure(LogFormat.TEXT, LogLevel.INFO);
    System.gc();
    System.getLogger("org.flywaydb.Main").log(System.Logger.Level.INFO, "no");
    assertThat(written()).isEmpty();
  }

  @Test
  void anUncaughtExceptionIsOneLine() throws Exception {
    configure(LogFormat.TEXT, LogLevel.INFO);
    Thread thread =
        Thread.ofVirtual()
            .name("request 1")
            .start(
                () -> {
                  throw new IllegalStateException("odd");
                });
    thread.join();
    assertThat(written())
        .hasLineCount(1)
        .contains(
            " ERROR log.Logging thread request 1 ended: java.lang.IllegalStateException: odd at ");
  }

  @Test
  void replacesTheEarlierConfiguration() {
    configure(LogFormat.JSON, LogLevel.INFO);
    configure(LogFormat.TEXT, LogLevel.INFO);
    System.getLogger("x").log(System.Logger.Level.INFO, "once");
    assertThat(written()).hasLineCount(1);
  }

  private void configure(LogFormat format, LogLevel level) {
    Logging.configure(format, level, new PrintStream(bytes, false, StandardCharsets.UTF_8));
  }

  private String written() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
