package dev.restauth.http;

import dev.restauth.json.JsonWriter;

/**
 * Why a request is refused, as RFC 9457 has it.
 *
 * @param type what kind of problem
 * @param detail one or two sentences about this occurrence: what was wrong and what to do; never a
 *     secret and never text that the client sent
 */
public record Problem(ProblemType type, String detail) {
  void writeMembers(JsonWriter json) {
    json.text("type", type.uri());
    json.text("title", type.title());
    json.number("status", type.status());
    json.text("detail", detail);
  }
}
