package dev.restauth.password;

import dev.restauth.config.Config;
import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import java.util.List;

/** Settings for the cost of new hashes. */
public final class Argon2Settings implements Settings {
  public static final Setting<Integer> MEMORY =
      Setting.of(
          "argon2-memory",
          Group.PASSWORDS,
          ValueType.whole(7_168, 1_048_576),
          "19456",
          "Memory of one new hash, in KiB");

  public static final Setting<Integer> ITERATIONS =
      Setting.of(
          "argon2-iterations",
          Group.PASSWORDS,
          ValueType.whole(1, 64),
          "2",
          "Passes over the memory of one new hash");

  public static final Setting<Integer> PARALLELISM =
      Setting.of(
          "argon2-parallelism",
          Group.PASSWORDS,
          ValueType.whole(1, 16),
          "1",
          "Lanes of one new hash");

  @Override
  public List<Setting<?>> all() {
    return List.of(MEMORY, ITERATIONS, PARALLELISM);
  }

  static Argon2Parameters parameters(Config config) {
    return new Argon2Parameters(
        config.get(MEMORY), config.get(ITERATIONS), config.get(PARALLELISM));
  }
}
