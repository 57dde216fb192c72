package dev.restauth.oauth;

import dev.restauth.http.Answer;
import dev.restauth.http.Form;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The errors of RFC 6749 section 5.2, which libraries look at; not problems of RFC 9457. */
public enum OauthError {
  /** A parameter is missing, stands twice, or is malformed. */
  INVALID_REQUEST,
  /** There is no such client. */
  INVALID_CLIENT,
  /** What was presented is not valid, or no longer. */
  INVALID_GRANT,
  /** There is no such grant here. */
  UNSUPPORTED_GRANT_TYPE,
  /** More was asked for than was granted. */
  INVALID_SCOPE;

  /** The answer. The description is for people: what was wrong and what to do, without any secret. */
  public Answer because(String description) {
    return Answer.json(
        this == INVALID_CLIENT ? 401 : 400,
        json -> {
          json.writeStringField("error", name().toLowerCase(Locale.ROOT));
          json.writeStringField("error_description", description);
        });
  }

  /** The one value of a parameter; empty where it is missing, empty or stands twice (section 3.2). */
  static Optional<String> one(Form form, String parameter) {
    List<String> values = form.all(parameter);
    return values.size() == 1
        ? Optional.of(values.getFirst()).filter(value -> !value.isEmpty())
        : Optional.empty();
  }
}
