/**
 * Traces: samples requests and deliveries, and sends their spans to the operator's collector by OTLP over HTTP (OpenTelemetry
 * Protocol, section OTLP/HTTP), in the background. Without the setting {@code traces-endpoint}, a server loads no class of this
 * package except its settings. Start reading at {@link dev.restauth.trace.TraceFeature}.
 */
@NullMarked
package dev.restauth.trace;

import org.jspecify.annotations.NullMarked;
