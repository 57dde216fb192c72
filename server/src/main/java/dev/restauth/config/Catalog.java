package dev.restauth.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All settings of the program, including {@code config}, and the rules between the settings. */
public final class Catalog {
  private final List<Settings> parts;
  private final List<Setting<?>> all = new ArrayList<>();
  private final List<SecretVariable> secrets = new ArrayList<>();

  /**
   * Creates a catalog of all declared settings.
   *
   * @param parts the declarations. The order matters: the help lists the settings of a group in
   *     this order, and problems are reported in this order
   */
  public Catalog(Settings... parts) {
    this.parts = List.of(parts);
    all.add(ConfigLoader.FILE);
    for (Settings each : parts) {
      all.addAll(each.all());
      secrets.addAll(each.secrets());
    }
    all.sort(Comparator.comparing(Setting::group));
  }

  /** Returns a catalog that also contains the given settings. */
  public Catalog with(List<Settings> more) {
    return new Catalog(Stream.concat(parts.stream(), more.stream()).toArray(Settings[]::new));
  }

  /** Returns all settings by group, in the order of the help. */
  public List<Setting<?>> all() {
    return List.copyOf(all);
  }

  /** Returns the settings of a group. */
  public List<Setting<?>> in(Group group) {
    return all.stream().filter(setting -> setting.group() == group).toList();
  }

  /** Returns the secrets that may be given only in an environment variable. */
  public List<SecretVariable> secrets() {
    return List.copyOf(secrets);
  }

  List<Settings> parts() {
    return parts;
  }

  Optional<Setting<?>> ofKey(String key) {
    return all.stream().filter(setting -> setting.key().equals(key)).findFirst();
  }

  Optional<Setting<?>> ofVariable(String variable) {
    return all.stream().filter(setting -> setting.variable().equals(variable)).findFirst();
  }
}
