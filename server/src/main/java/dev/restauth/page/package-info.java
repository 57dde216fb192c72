/**
 * Pages for browsers. Each is one HTML file, which runs only its own script, or scripts of this server, and loads nothing
 * from elsewhere. Common parts are inserted into a page when it is read.
 *
 * <p>Start reading at {@link dev.restauth.page.Page}.
 */
@NullMarked
package dev.restauth.page;

import org.jspecify.annotations.NullMarked;
