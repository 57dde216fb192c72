/**
 * Pages for browsers: one HTML file each, which loads nothing and runs its own script alone. What several pages have in
 * common is included in them when they are read.
 *
 * <p>Start reading at {@link dev.restauth.page.Page}.
 */
@NullMarked
package dev.restauth.page;

import org.jspecify.annotations.NullMarked;
