/**
 * Pages for browsers. There are two kinds; neither loads anything from other servers.
 *
 * <p>A {@link dev.restauth.page.Page} is one HTML file, the same for everybody, which runs its own script. Common parts are inserted into it when it is read.
 *
 * <p>A page with forms works without scripts. It is a {@link dev.restauth.page.View} that {@link dev.restauth.page.Pages}
 * renders by its template in {@code server/src/main/jte}, and {@link dev.restauth.page.FormTokens} bind its forms to the
 * browser. Start reading there. {@link dev.restauth.page.Texts} are in the language of the user; {@code Look} and {@code Overrides}
 * are the operator's part.
 */
@NullMarked
package dev.restauth.page;

import org.jspecify.annotations.NullMarked;
