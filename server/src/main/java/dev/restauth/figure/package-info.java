/**
 * Figures (metrics) of the running server for its operator, such as counts and durations. Features
 * declare their own {@link dev.restauth.figure.Figure}s, and do not depend on the code that
 * displays them. Recording never waits and allocates nothing.
 */
@NullMarked
package dev.restauth.figure;

import org.jspecify.annotations.NullMarked;
