package dev.restauth.oauth;

import dev.restauth.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The members of a metadata document, in order. A member that is set again keeps its place. Not
 * thread-safe.
 */
public final class MetadataDocument {
  private final Map<String, Consumer<JsonWriter>> members = new LinkedHashMap<>();

  /** Adds members to the authorization server's metadata, or replaces members. */
  @FunctionalInterface
  public interface Source {
    /**
     * Adds the members.
     *
     * @param base the URL of this server, without a trailing slash
     */
    void addTo(MetadataDocument members, String base);
  }

  /** Sets a member that is a string. */
  public MetadataDocument text(String name, String value) {
    members.put(name, json -> json.text(name, value));
    return this;
  }

  /** Sets a member that is an array of strings. */
  public MetadataDocument texts(String name, List<String> values) {
    List<String> copied = List.copyOf(values);
    members.put(name, json -> json.texts(name, copied));
    return this;
  }

  /** Sets a member that is {@code true} or {@code false}. */
  public MetadataDocument flag(String name, boolean value) {
    members.put(name, json -> json.flag(name, value));
    return this;
  }

  MetadataDocument without(String name) {
    members.remove(name);
    return this;
  }

  void write(JsonWriter json) {
    members.values().forEach(each -> each.accept(json));
  }
}
