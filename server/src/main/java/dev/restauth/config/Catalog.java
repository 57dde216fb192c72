package dev.restauth.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All settings of the program, beside those of the engine itself, and the rules between them. */
public final class Catalog {
  private final List<Settings> parts;
  private final List<Setting<?>> all = new ArrayList<>();
  private final List<SecretVariable> secrets = new ArrayList<>();

  /**
   * Of all that features and others declare.
   *
   * @param parts settings of one group in the order of the help; problems are told in this order, too
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

  /** With more of them. */
  public Catalog with(List<Settings> more) {
    return new Catalog(Stream.concat(parts.stream(), more.stream()).toArray(Settings[]::new));
  }

  /** By group, in the order of the help. */
  public List<Setting<?>> all() {
    return List.copyOf(all);
  }

  /** Those under a heading. */
  public List<Setting<?>> in(Group group) {
    return all.stream().filter(setting -> setting.group() == group).toList();
  }

  /** What the environment alone may hold. */
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
