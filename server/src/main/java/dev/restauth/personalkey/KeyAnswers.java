package dev.restauth.personalkey;

import dev.restauth.http.Answer;
import java.util.List;

/** Answers that contain keys. */
public final class KeyAnswers {
  private KeyAnswers() {}

  /**
   * Returns the answer for a new key.
   *
   * @param secret the key itself, which no other answer contains
   */
  public static Answer created(PersonalKey key, String secret) {
    return Answer.json(
        201,
        json -> {
          json.text("key", secret);
          key.write(json);
        });
  }

  /** Returns the answer for a list of keys, without their secrets. */
  public static Answer list(List<PersonalKey> keys) {
    return Answer.json(
        200, json -> json.array("keys", array -> keys.forEach(key -> array.object(key::write))));
  }
}
