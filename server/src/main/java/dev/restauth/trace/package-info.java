/**
 * Traces: samples requests and deliveries, and sends their spans to the operator's collector in the
 * background, with OTLP over HTTP (OpenTelemetry Protocol, section OTLP/HTTP). Without the setting
 * {@code traces-endpoint}, a server loads no class of this package except {@code TraceSettings}.
 *
 * <p>Start reading at {@link dev.restauth.trace.TraceFeature}.
 */
@NullMarked
package dev.restauth.trace;

import org.jspecify.annotations.NullMarked;
