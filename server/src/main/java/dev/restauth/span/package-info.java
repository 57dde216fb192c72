/**
 * Spans of work, for traces. Code that does such work begins a {@link dev.restauth.span.Span}. It does not depend on
 * the code that sends traces: without traces, a span is an object that does nothing. Recording never waits.
 * Start reading at {@link dev.restauth.span.Spans}.
 */
@NullMarked
package dev.restauth.span;

import org.jspecify.annotations.NullMarked;
