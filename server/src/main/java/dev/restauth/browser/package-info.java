/**
 * Log-ins of browsers: their sessions, by cookies that {@code /api} never looks at, and the pages on which users log in.
 *
 * <p>Start reading at {@link dev.restauth.browser.BrowserSession}.
 */
@NullMarked
package dev.restauth.browser;

import org.jspecify.annotations.NullMarked;
