/**
 * Log-ins with browsers: the browser sessions, whose cookies {@code /api} ignores, and the pages on
 * which users log in.
 *
 * <p>Start reading at {@link dev.restauth.browser.BrowserSessions}. docs/browser-sessions.md
 * describes browser sessions for users.
 */
@NullMarked
package dev.restauth.browser;

import org.jspecify.annotations.NullMarked;
