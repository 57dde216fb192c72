package dev.restauth.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * Why a request is refused, as RFC 9457 has it.
 *
 * @param type what kind of problem
 * @param detail one or two sentences about this occurrence: what was wrong and what to do; never a
 *     secret and never text that the client sent
 */
public record Problem(ProblemType type, String detail) {
  void writeMembers(JsonGenerator json) throws IOException {
    json.writeStringField("type", type.uri());
    json.writeStringField("title", type.title());
    json.writeNumberField("status", type.status());
    json.writeStringField("detail", detail);
  }
}
