package dev.restauth.store.sql;

import dev.restauth.store.AdoptedSourceStore;
import dev.restauth.store.Change.AdoptionChanged;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The sources in SQL. */
record SqlAdoptedSourceStore(Sql sql, Announcements announcements) implements AdoptedSourceStore {
  @Override
  public long idOf(String name, Instant at) {
    sql.change(
        "INSERT INTO adopted_source (name, created_at) VALUES (?, ?)"
            + " ON CONFLICT (name) DO NOTHING",
        name,
        Micros.of(at));
    return find(name).orElseThrow();
  }

  @Override
  public Optional<Long> find(String name) {
    return sql.one("SELECT id FROM adopted_source WHERE name = ?", row -> row.getLong("id"), name);
  }

  @Override
  public Optional<String> nameOf(long sourceId) {
    return sql.one(
        "SELECT name FROM adopted_source WHERE id = ?", row -> row.getString("name"), sourceId);
  }

  @Override
  public void brought(long sourceId) {
    announcements.add(new AdoptionChanged(sourceId));
  }

  @Override
  public void accept(TokenAcceptance acceptance) {
    sql.change(
        "UPDATE adopted_source SET token_algorithm = ?, sealed_token_key = ?, tokens_until = ?"
            + " WHERE id = ?",
        acceptance.algorithm(),
        acceptance.sealedKey(),
        Micros.of(acceptance.until()),
        acceptance.sourceId());
    announcements.add(new AdoptionChanged(acceptance.sourceId()));
  }

  @Override
  public List<TokenAcceptance> acceptances() {
    return sql.all(
        "SELECT id, token_algorithm, sealed_token_key, tokens_until FROM adopted_source"
            + " WHERE sealed_token_key IS NOT NULL ORDER BY id",
        row ->
            new TokenAcceptance(
                row.getLong("id"),
                row.getString("token_algorithm"),
                row.getBytes("sealed_token_key"),
                Micros.instant(row.getLong("tokens_until"))));
  }

  @Override
  public void keepSecret(String name, byte[] sealed) {
    sql.change(
        "INSERT INTO hash_secret (name, sealed) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
        name,
        sealed);
  }

  @Override
  public void resealSecret(String name, byte[] sealed) {
    sql.change("UPDATE hash_secret SET sealed = ? WHERE name = ?", sealed, name);
  }

  @Override
  public Map<String, byte[]> secrets() {
    return sql
        .all(
            "SELECT name, sealed FROM hash_secret",
            row -> Map.entry(row.getString("name"), row.getBytes("sealed")))
        .stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
