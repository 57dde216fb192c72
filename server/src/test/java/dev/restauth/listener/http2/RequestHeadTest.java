package dev.restauth.listener.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid and malformed request heads (RFC 9113, sections 8.2 and 8.3). */
class RequestHeadTest {
  private static final String GOOD = ":method=GET|:scheme=https|:path=/|:authority=localhost";

  private static RequestHead of(String text) {
    ArrivedFields fields = new ArrivedFields();
    for (String field : text.split("\\|", -1)) {
      int equals = field.indexOf('=');
      fields.add(field.substring(0, equals), field.substring(equals + 1));
    }
    return RequestHead.of(ArrivedFields.of(fields));
  }

  @Test
  void validHead() {
    RequestHead head = of(GOOD + "|te=trailers|content-length=17|expect=100-Continue|x=");
    assertThat(head.method()).isEqualTo("GET");
    assertThat(head.target()).isEqualTo("/");
    assertThat(head.all("Host")).containsExactly("localhost");
    assertThat(head.expectsContinue()).isTrue();
    assertThat(head.all("Te")).containsExactly("trailers");
    assertThat(head.all("x")).containsExactly("");
    assertThat(head.all(":method")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {":method=OPTIONS|:scheme=http|:path=*", ":method=CONNECT|:authority=a:1"})
  void unusualHeadsAreValid(String fields) {
    assertThat(of(fields).expectsContinue()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":scheme=https|:path=/",
        ":method=GET|:path=/",
        ":method=GET|:scheme=https",
        ":method=GET|:scheme=https|:path=",
        ":method=GET|:scheme=https|:path=http://localhost/",
        ":method=G T|:scheme=https|:path=/",
        ":method=|:scheme=https|:path=/",
        ":method=CONNECT|:scheme=https|:path=/",
        GOOD + "|:method=GET",
        GOOD + "|:status=200",
        GOOD + "|:protocol=websocket",
        GOOD + "|a=b|:authority=c",
        ":method=GET|a=b|:scheme=https|:path=/",
        GOOD + "|Upper=case",
        GOOD + "|=nameless",
        GOOD + "|sp ace=x",
        GOOD + "|col:on=x",
        GOOD + "|\u00e9=x",
        GOOD + "|a=b\r\nc: d",
        GOOD + "|a=\u0000",
        GOOD + "|a= b",
        GOOD + "|a=b\t",
        ":method=GET|:scheme=https|:path=/\n",
        GOOD + "|connection=close",
        GOOD + "|proxy-connection=close",
        GOOD + "|keep-alive=1",
        GOOD + "|transfer-encoding=chunked",
        GOOD + "|upgrade=h2c",
        GOOD + "|te=gzip",
      })
  void malformedHeadsAreRefused(String fields) {
    assertThatIllegalArgumentException().isThrownBy(() -> of(fields));
  }
}
