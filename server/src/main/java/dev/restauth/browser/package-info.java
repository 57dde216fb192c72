/**
 * Log-ins of browsers: their sessions, with cookies that {@code /api} ignores, and the pages on which users log in.
 *
 * <p>Start reading at {@link dev.restauth.browser.BrowserSessions}. docs/browser-sessions.md is for users.
 */
@NullMarked
package dev.restauth.browser;

import org.jspecify.annotations.NullMarked;
