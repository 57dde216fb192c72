/**
 * Logging: one line per event on standard error, as text or as JSON.
 *
 * <p>This package owns the only handler of java.util.logging. All other packages log with {@link
 * System.Logger}, which passes its events to that handler. This package calls only the JDK, {@code
 * json} and Jackson's streaming core. Start reading at {@link dev.restauth.log.Logging}.
 */
@NullMarked
package dev.restauth.log;

import org.jspecify.annotations.NullMarked;
