package dev.restauth.status;

import dev.restauth.figure.Figure;
import dev.restauth.figure.Histogram;
import dev.restauth.operator.Facts;
import dev.restauth.version.Version;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Selects the figures (metrics) that {@code restauth status} shows. */
final class StatusReport {
  private static final long MEGABYTE = 1 << 20;
  private static final double MILLIS = 1_000;

  /**
   * The values of counters and gauges, and the counts and sums of histograms, by name and labels.
   */
  private final Map<String, Double> values = new HashMap<>();

  private StatusReport(List<Figure> figures) {
    figures.forEach(figure -> figure.read().accept(new Reader(figure.name())));
  }

  /** Adds the values of one figure. */
  private final class Reader implements Figure.Readings {
    private final String name;

    Reader(String name) {
      this.name = name;
    }

    @Override
    public void value(double value, String... labels) {
      add(labels.length == 0 ? name : name + " " + String.join(" ", labels), value);
    }

    @Override
    public void distribution(Histogram histogram, String... labels) {
      add(name + " count", (double) histogram.count());
      add(name + " sum", histogram.sum());
    }

    private void add(String key, double value) {
      values.merge(key, value, Double::sum);
    }
  }

  static Facts of(List<Figure> figures) {
    return new StatusReport(figures).facts();
  }

  private Facts facts() {
    Facts facts =
        Facts.NONE
            .with("version", Version.OURS.toString())
            .with("started", started().toString())
            .with("requests", requests())
            .with("failed_requests", number("restauth_http_responses_total 5xx"))
            .with("waiting_requests", number("restauth_http_requests_waiting"))
            .with("connections", number("restauth_connections"))
            .with("log_ins", number("restauth_logins_total logged_in"))
            .with("log_ins_refused", number("restauth_logins_total refused"))
            .with("log_ins_throttled", number("restauth_logins_total throttled"))
            .with("log_ins_not_hashed", number("restauth_logins_total busy"))
            .with("passwords_waiting", number("restauth_hashing_waiting"))
            .with("hash_milliseconds", mean("restauth_hashing_duration_seconds"))
            .with("database", database())
            .with("nodes", number("restauth_cluster_nodes"))
            .with("transactions_waiting", transactionsWaiting())
            .with("commit_milliseconds", mean("restauth_store_commit_duration_seconds"))
            .with("revocations", number("restauth_revocations"))
            .with("feed_subscribers", number("restauth_feed_subscribers"))
            .with("feed_lag_milliseconds", Math.round(value("restauth_feed_lag_seconds") * MILLIS));
    facts = withTime(facts, "signing_key_since", "restauth_signing_key_since_timestamp_seconds");
    facts =
        withTime(facts, "certificate_ends", "restauth_tls_certificate_expiry_timestamp_seconds");
    facts = withTime(facts, "last_backup", "restauth_backup_timestamp_seconds");
    return facts
        .with("mails_waiting", number("restauth_outbox_messages mail waiting"))
        .with("mails_failed", number("restauth_outbox_messages mail failed"))
        .with("heap_megabytes", usedHeap())
        .with("heap_limit_megabytes", Runtime.getRuntime().maxMemory() / MEGABYTE);
  }

  private static Instant started() {
    return Instant.ofEpochSecond(
        Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getStartTime()).toSeconds());
  }

  private static long usedHeap() {
    Runtime machine = Runtime.getRuntime();
    return (machine.totalMemory() - machine.freeMemory()) / MEGABYTE;
  }

  private Facts withTime(Facts facts, String name, String figure) {
    return Optional.ofNullable(values.get(figure))
        .map(seconds -> facts.with(name, Instant.ofEpochSecond(seconds.longValue()).toString()))
        .orElse(facts);
  }

  private long requests() {
    return number("restauth_http_request_duration_seconds count");
  }

  private String database() {
    boolean reads = value("restauth_store_outage reading") == 0;
    boolean writes = value("restauth_store_outage writing") == 0;
    return reads && writes ? "ok" : reads ? "cannot be written" : "cannot be read";
  }

  private long transactionsWaiting() {
    return number("restauth_store_waiting reading") + number("restauth_store_waiting writing");
  }

  private long mean(String histogram) {
    double count = value(histogram + " count");
    return count == 0 ? 0 : Math.round(value(histogram + " sum") / count * MILLIS);
  }

  private long number(String key) {
    return Math.round(value(key));
  }

  private double value(String key) {
    return values.getOrDefault(key, 0.0);
  }
}
