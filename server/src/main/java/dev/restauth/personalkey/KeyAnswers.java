package dev.restauth.personalkey;

import dev.restauth.http.Answer;
import java.util.List;

/** Answers that show keys. */
public final class KeyAnswers {
  private KeyAnswers() {}

  /**
   * Returns the answer with a new key.
   *
   * @param secret the key itself, which is shown in no other answer
   */
  public static Answer created(PersonalKey key, String secret) {
    return Answer.json(
        201,
        json -> {
          json.text("key", secret);
          key.write(json);
        });
  }

  /** Returns the answer with keys, without their secrets. */
  public static Answer list(List<PersonalKey> keys) {
    return Answer.json(
        200, json -> json.array("keys", array -> keys.forEach(key -> array.object(key::write))));
  }
}
