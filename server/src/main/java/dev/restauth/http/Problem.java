package dev.restauth.http;

import dev.restauth.json.JsonWriter;
import dev.restauth.log.RequestId;

/**
 * The problem of a refused request (RFC 9457).
 *
 * @param type the kind of problem
 * @param detail one or two sentences about this occurrence: what was wrong and what to do. The
 *     detail never contains a secret. Of the text that the client sent, it contains at most names,
 *     such as the name of a refused member
 */
public record Problem(ProblemType type, String detail) {
  void writeMembers(JsonWriter json) {
    json.text("type", type.uri());
    json.text("title", type.title());
    json.number("status", type.status());
    json.text("detail", detail);
    RequestId.shown().ifPresent(id -> json.text("request", id));
  }
}
