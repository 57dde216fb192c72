/**
 * The supported OAuth grants, one file for each. A grant defines the credential that a client
 * exchanges for tokens.
 *
 * <p>Start reading at {@link dev.restauth.oauth.Grant}. To add a grant, add a class to this package
 * and a line to the wiring. The metadata lists it automatically.
 */
@NullMarked
package dev.restauth.oauth.grant;

import org.jspecify.annotations.NullMarked;
