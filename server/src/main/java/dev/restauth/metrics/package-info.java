/**
 * Monitoring of a running server: the management port with {@code /metrics} and the health checks. Owns the format of
 * the figures; the features declare the figures ({@link dev.restauth.figure}). The only package that uses the library
 * of Prometheus.
 *
 * <p>Start reading at {@link dev.restauth.metrics.Management}.
 */
@NullMarked
package dev.restauth.metrics;

import org.jspecify.annotations.NullMarked;
