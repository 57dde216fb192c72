/**
 * Spans, which record the duration of work for traces. Code that does traced work begins a {@link
 * dev.restauth.span.Span}. It does not depend on the code that sends traces. If tracing is off, a
 * span does nothing. Recording a span never waits.
 *
 * <p>Start reading at {@link dev.restauth.span.Spans}.
 */
@NullMarked
package dev.restauth.span;

import org.jspecify.annotations.NullMarked;
