/**
 * The supported OAuth grants, one file each: what a client presents in exchange for tokens.
 *
 * <p>Start reading at {@link dev.restauth.oauth.Grant}. A new grant is a class here and a line in
 * the wiring; the metadata list it automatically.
 */
@NullMarked
package dev.restauth.oauth.grant;

import org.jspecify.annotations.NullMarked;
