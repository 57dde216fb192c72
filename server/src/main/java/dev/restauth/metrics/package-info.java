/**
 * Monitoring of a running server: the management port with {@code /metrics} and the health checks.
 * This package owns the format of the figures, which the features declare ({@link
 * dev.restauth.figure}). It is the only package that uses the Prometheus library.
 *
 * <p>Start reading at {@link dev.restauth.metrics.Management}.
 */
@NullMarked
package dev.restauth.metrics;

import org.jspecify.annotations.NullMarked;
