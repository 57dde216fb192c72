package dev.restauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.event.Actor;
import dev.restauth.http.HttpCalls.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Caching of the key set. */
class JwksRoutesTest {
  private static final String PATH = "/.well-known/jwks.json";

  private final SetClock clock = new SetClock();

  @RegisterExtension private final TestServer server = new TestServer(clock);

  private Reply get(String... headers) {
    return server.calls().get(PATH, headers);
  }

  @Test
  void maxAgeIsHalfOfThePublicationLead() {
    Reply reply = get();

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("content-type")).hasValue("application/jwk-set+json");
    assertThat(reply.header("cache-control")).hasValue("public, max-age=300");
    assertThat(KeyTimes.PUBLISHED_AHEAD).isEqualTo(Duration.ofMinutes(2 * 5));
    assertThat(reply.json().get("keys")).hasSize(1);
  }

  @Test
  void etagChangesOnlyWithTheKeys() {
    String tag = get().header("etag").orElseThrow();
    assertThat(tag).matches("\"[A-Za-z0-9_-]{43}\"");
    assertThat(get().header("etag")).hasValue(tag);
    server.close();
    server.restart();
    assertThat(get().header("etag")).hasValue(tag);

    server.rotation().rotate(false, Actor.operator(Optional.empty()));
    assertThat(get().header("etag")).isPresent().isNotEqualTo(Optional.of(tag));
  }

  @Test
  void currentVersionIsNotSentAgain() {
    String tag = get().header("etag").orElseThrow();
    for (String field :
        List.of(
            tag,
            "W/" + tag,
            "*",
            " * ",
            "\"other\", " + tag,
            "\"a,b\"," + tag + " , \"c\"",
            ",, " + tag + ",")) {
      Reply reply = get("If-None-Match: " + field);
      assertThat(reply.status()).as(field).isEqualTo(304);
      assertThat(reply.body()).isEmpty();
      assertThat(reply.header("etag")).hasValue(tag);
      assertThat(reply.header("cache-control")).hasValue("public, max-age=300");
    }
    assertThat(get("If-None-Match: \"other\"", "If-None-Match: " + tag).status()).isEqualTo(304);
  }

  @Test
  void isSentForOtherOrMalformedTags() {
    String tag = get().header("etag").orElseThrow();
    for (String field :
        List.of(
            "\"other\"",
            tag.substring(1),
            tag.replace("\"", ""),
            tag + " x",
            "w/" + tag,
            "\"" + tag,
            tag + tag,
            "*, *",
            "",
            "\"")) {
      assertThat(get("If-None-Match: " + field).status()).as(field).isEqualTo(200);
    }
  }

  @Test
  void answersHeadLikeGetWithoutTheBody() {
    Reply get = get();
    Reply head = server.calls().call("HEAD", PATH, Optional.empty());
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("content-length"))
        .hasValue(Integer.toString(get.body().length()))
        .isEqualTo(get.header("content-length"));
    assertThat(head.header("etag")).isEqualTo(get.header("etag"));

    Reply known =
        server
            .calls()
            .call("HEAD", PATH, Optional.empty(), "If-None-Match: " + get.header("etag").get());
    assertThat(known.status()).isEqualTo(304);
  }

  @Test
  void leavesTheConnectionUsableAfterA304() {
    String tag = get().header("etag").orElseThrow();
    String first = "GET " + PATH + " HTTP/1.1\r\nHost: a\r\nIf-None-Match: " + tag + "\r\n\r\n";
    String second = "GET " + PATH + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    List<Reply> replies = server.calls().raw(first + second);

    assertThat(replies).extracting(Reply::status).containsExactly(304, 200);
    assertThat(replies.getLast().json().get("keys")).hasSize(1);
  }
}
