package dev.restauth.http;

import static dev.restauth.http.RoutesTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.listener.Wire;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bodies that the server accepts: declared type, characters and JSON. */
@ExtendWith(QuietLogs.class)
class BodiesTest {
  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final String TOO_DEEP = "The JSON is nested too deeply: 32 levels";
  private static final String LONG_NUMBER = "The JSON has a number that is too long: 100 digits";
  private static final String LONG_KEY = "The JSON has a key that is too long: 256 characters";

  @RegisterExtension private static final TestServer server = new TestServer();

  private static String newAccount() {
    return Wire.account("user" + NEXT.incrementAndGet());
  }

  private static Reply post(byte[] body, String... headers) throws IOException {
    try (Wire wire = Wire.to(server)) {
      return wire.send(
              Wire.request(
                  "POST /api/users",
                  "Content-Length: " + body.length,
                  String.join("\r\n", headers.length == 0 ? new String[] {"X: 1"} : headers)))
          .send(body)
          .reply();
    }
  }

  private static Reply postJson(String body) throws IOException {
    return post(body.getBytes(StandardCharsets.UTF_8), "Content-Type: application/json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "APPLICATION/JSON",
        "Application/Json",
        "application/json;charset=utf-8",
        "application/json; charset=\"UTF-8\"",
        "application/json ; charset=x",
        "application/vnd.api+json",
        "application/problem+JSON"
      })
  void acceptsJsonTypes(String type) throws IOException {
    Reply reply = post(newAccount().getBytes(StandardCharsets.UTF_8), "Content-Type: " + type);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/json",
        "text/plain",
        "application/jsonx",
        "application/json-patch",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "json",
        "*/*",
        "application/*",
        "application/json, application/json",
        ";application/json",
        "application",
        ""
      })
  void refusesOtherTypes(String type) throws IOException {
    Reply reply = post(newAccount().getBytes(StandardCharsets.UTF_8), "Content-Type: " + type);
    assertProblem(reply, 415);
  }

  @Test
  void refusesAMissingTypeAndTwoTypes() throws IOException {
    byte[] body = newAccount().getBytes(StandardCharsets.UTF_8);
    assertProblem(post(body), 415);
    assertProblem(
        post(body, "Content-Type: application/json", "Content-Type: application/json"), 415);
    assertProblem(post(body, "Content-Type: text/plain", "Content-Type: application/json"), 415);
    assertProblem(server.calls().call("POST", "/api/users", java.util.Optional.empty()), 415);
  }

  @Test
  void refusesAnEncodedBody() throws IOException {
    byte[] body = newAccount().getBytes(StandardCharsets.UTF_8);
    Reply reply = post(body, "Content-Type: application/json", "Content-Encoding: gzip");
    assertProblem(reply, 415);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
  void readsAllUnicodeEncodings(String encoding) throws IOException {
    byte[] body = newAccount().getBytes(Charset.forName(encoding));
    assertThat(post(body, "Content-Type: application/json").status()).isEqualTo(201);
    body = ("\uFEFF" + newAccount()).getBytes(Charset.forName(encoding));
    assertThat(post(body, "Content-Type: application/json").status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\r\n\t",
        "\uFEFF",
        "null",
        "true",
        "1",
        "\"S3cret\"",
        "[]",
        "[{\"username\":\"a\",\"password\":\"S3cret\"}]",
        "{",
        "}",
        "{}",
        "{\"username\":\"a\"}",
        "{\"username\":\"a\",\"password\":\"S3cret\"",
        "{\"username\":\"a\",\"password\":\"S3cret\"}}",
        "{\"username\":\"a\",\"password\":\"S3cret\"} S3cret",
        "{\"username\":\"a\",\"password\":\"S3cret\"}{}",
        "{\"username\":\"a\",\"password\":\"S3cret\",}",
        "{\"username\":\"a\",\"password\":'S3cret'}",
        "{username:\"a\",\"password\":\"S3cret\"}",
        "{\"username\":\"a\" /* S3cret */,\"password\":\"x\"}",
        "{\"username\":\"a\",\"password\":S3cret}",
        "{\"username\":\"a\",\"password\":\"x\",\"z\":NaN}",
        "{\"username\":\"a\",\"password\":\"x\",\"z\":Infinity}",
        "{\"username\":\"a\",\"password\":\"x\",\"z\":01}",
        "{\"username\":\"a\",\"password\":\"x\",\"z\":+1}",
        "{\"username\":\"a\",\"password\":\"x\",\"z\":.5}",
        "{\"username\":\"a\",\"username\":\"b\",\"password\":\"S3cret\"}",
        "{\"username\":\"a\",\"\\u0075sername\":\"b\",\"password\":\"S3cret\"}",
        "{\"username\":\"a\",\"password\":\"x\",\"z\":{\"S3cret\":1,\"S3cret\":2}}",
        "{\"username\":\"a\",\"password\":\"x\",\"z\":[{\"S3cret\":1,\"S3cret\":2}]}",
        "{\"username\":\"a\",\"password\":\"S3cret\nS3cret\"}",
        "{\"username\":\"a\",\"password\":\"S3cret\\x\"}",
        "{\"username\":\"a\",\"password\":\"S3cret\\u12\"}",
        "{\"username\":\"a\",\"password\":12345}",
        "{\"username\":\"a\",\"password\":null}",
        "{\"username\":\"a\",\"password\":[\"S3cret\"]}",
        "{\"username\":\"a\",\"password\":{\"x\":\"S3cret\"}}",
        "{\"username\":{\"username\":\"a\"},\"password\":\"S3cret\"}",
        "{\"username\":[[]],\"password\":\"S3cret\"}",
        "{\"username\":\"\",\"password\":\"S3cret\"}",
        "{\"username\":\"a\",\"password\":\"\"}",
        "{\"username\":\"a:S3cret\",\"password\":\"S3cret\"}",
        "{\"username\":\"S3cret\\u0000\",\"password\":\"S3cret\"}",
        "{\"username\":\"S3cret\\ud800\",\"password\":\"S3cret\"}",
        "{\"username\":\"S3cret\\udc00\\ud800\",\"password\":\"S3cret\"}",
        "{\"username\":\"a\",\"password\":\"S3cret\\ud800\"}",
        "{\"username\":\"a\",\"password\":\"S3cret\\udfff!\"}",
        "{\"username\":\"a\",\"password\":\"S3cret\\u0000\"}",
        "{\"Username\":\"a\",\"Password\":\"S3cret\"}"
      })
  void refusesInvalidBodiesAndQuotesNothing(String body) throws IOException {
    Reply reply = postJson(body);
    assertProblem(reply, 400);
    assertThat(reply.toString()).doesNotContain("S3cret");
  }

  @Test
  void refusesInvalidUtf8() throws IOException {
    byte[][] bad = {
      {(byte) 0xff},
      {(byte) 0xc0, (byte) 0x80},
      {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
      {(byte) 0xf5, (byte) 0x80, (byte) 0x80, (byte) 0x80},
      {(byte) 0xe2, (byte) 0x82}
    };
    for (byte[] bytes : bad) {
      for (String where : new String[] {"username", "password", "other"}) {
        String text =
            "{\"username\":\"a\",\"password\":\"b\",\"other\":\"c\"}"
                .replace("\"" + where + "\":\"", "\"" + where + "\":\"S3cret@");
        byte[] body = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = new byte[body.length - 1 + bytes.length];
        int at = text.indexOf('@');
        System.arraycopy(body, 0, whole, 0, at);
        System.arraycopy(bytes, 0, whole, at, bytes.length);
        System.arraycopy(body, at + 1, whole, at + bytes.length, body.length - at - 1);
        Reply reply = post(whole, "Content-Type: application/json");
        assertProblem(reply, 400);
        assertThat(reply.toString()).doesNotContain("S3cret");
      }
    }
  }

  @Test
  void limitsNestingNumbersAndKeys() throws IOException {
    String open = "{\"username\":\"deep" + NEXT.incrementAndGet() + "\",\"password\":\"x\",\"z\":";
    assertThat(postJson(open + "[".repeat(31) + "]".repeat(31) + "}").status()).isEqualTo(201);
    refuses(open + "[".repeat(32) + "]".repeat(32) + "}", TOO_DEEP);
    refuses(open + "{\"z\":".repeat(32) + "1" + "}".repeat(33), TOO_DEEP);
    refuses(open + "[".repeat(30_000), TOO_DEEP);
    refuses(open + "9".repeat(101) + "}", LONG_NUMBER);
    refuses(open + "9".repeat(60_000) + "}", LONG_NUMBER);
    refuses(open + "1e" + "9".repeat(200) + "}", LONG_NUMBER);
    refuses(open + "0." + "9".repeat(200) + "}", LONG_NUMBER);
    refuses(open + "[" + "1,".repeat(8_192) + "1]}", "The JSON has too many values: 8192");
    refuses(open + "1,\"" + "k".repeat(257) + "\":1}", LONG_KEY);
    refuses(open + "1,\"" + "k".repeat(60_000) + "\":1}", LONG_KEY);
  }

  /** Checks that a refusal names exactly the limit that the body exceeds. */
  private static void refuses(String body, String why) throws IOException {
    Reply reply = postJson(body);
    assertProblem(reply, 400);
    assertThat(reply.json().get("detail").asText()).startsWith(why).doesNotContain("limit");
  }

  @Test
  void ignoresUnknownKeys() throws IOException {
    String name = "extra" + NEXT.incrementAndGet();
    Reply reply =
        postJson(
            ("{\"id\":99,\"password\":\"x\",\"password2\":\"y\",\"z\":1e99,"
                    + "\"nested\":{\"username\":\"other\",\"password\":\"other\"},\"username\":\"%s\"}")
                .formatted(name));
    assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
    assertThat(reply.json().get("username").asText()).isEqualTo(name);
    assertThat(reply.json().size()).isEqualTo(1);
    assertThat(server.calls().get("/api/token", HttpCalls.basic(name, "x")).status())
        .isEqualTo(200);
  }

  @Test
  void theSameAppliesToAPasswordChange() {
    HttpCalls calls = server.calls();
    String name = "changer" + NEXT.incrementAndGet();
    calls.register(name, "old");
    String auth = HttpCalls.basic(name, "old");
    String change = "/api/me/password";
    assertProblem(calls.post(change, "{\"current_password\":\"S3cret\"}", auth), 400);
    assertProblem(
        calls.post(
            change, "{\"current_password\":\"old\",\"new_password\":\"S3cret\\ud800\"}", auth),
        400);
    assertProblem(
        calls.post(change, "{\"current_password\":\"\\ud800\",\"new_password\":\"S3cret\"}", auth),
        403);
    assertProblem(
        calls.call("POST", change, java.util.Optional.of("{}"), auth, "Content-Type: text/plain"),
        415);
    assertThat(
            calls
                .post(change, "{\"current_password\":\"old\",\"new_password\":\"new\"}", auth)
                .status())
        .isEqualTo(204);
  }
}
