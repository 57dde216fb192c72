package dev.restauth.listener.http2;

import dev.restauth.http.Answer;
import dev.restauth.http.HeaderField;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import java.util.List;

/**
 * The head of an answer, as a subclass of Netty's header type. Netty reads nothing from it except
 * whether the status is 1xx, so only {@link #writeTo} needs the other values.
 */
final class AnswerHead extends DefaultHttp2Headers {
  /** The interim answer 100 (Continue). */
  static final AnswerHead CONTINUE = new AnswerHead(100, List.of(), "", -1);

  private final int status;
  private final List<HeaderField> fields;
  private final String date;
  private final int bodyBytes;

  private AnswerHead(int status, List<HeaderField> fields, String date, int bodyBytes) {
    super(false, 2);
    this.status = status;
    this.fields = fields;
    this.date = date;
    this.bodyBytes = bodyBytes;
  }

  static AnswerHead of(Answer answer, String date) {
    int status = answer.status();
    boolean bodiless = status == 204 || status == 304; // RFC 9110 sections 6.4.1 and 8.6
    return new AnswerHead(
        status,
        answer.fields(),
        date,
        bodiless || answer.streamed().isPresent() ? -1 : answer.body().length);
  }

  @Override
  public CharSequence status() {
    return status < 200 ? "100" : "200";
  }

  void writeTo(ByteBuf out, FieldBlock block) {
    block.begin(out, status);
    for (int i = 0; i < fields.size(); i++) {
      block.field(out, fields.get(i).name(), fields.get(i).value());
    }
    if (!date.isEmpty()) {
      block.field(out, "date", date);
    }
    if (bodyBytes >= 0) {
      block.field(out, "content-length", Integer.toString(bodyBytes));
    }
  }
}
