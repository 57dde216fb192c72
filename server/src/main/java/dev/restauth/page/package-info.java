/**
 * Pages for browsers. There are two kinds of pages, and neither loads anything from other servers.
 *
 * <p>A {@link dev.restauth.page.Page} is one HTML file, which is the same for everybody. It runs
 * its own script. Common parts are inserted when the file is read.
 *
 * <p>A page with forms works without scripts. It is a {@link dev.restauth.page.View}, which {@link
 * dev.restauth.page.Pages} renders with its template in {@code server/src/main/jte}. {@link
 * dev.restauth.page.FormTokens} bind its forms to the browser. Start reading at these three. {@link
 * dev.restauth.page.Texts} are in the language of the user. {@code Look} and {@code Overrides}
 * contain what the operator has configured.
 */
@NullMarked
package dev.restauth.page;

import org.jspecify.annotations.NullMarked;
