/**
 * The authentication of callers by password, token, personal key or service key. The package
 * depends on the features that check these credentials. The package {@code http} calls it only
 * through the interface {@code Authenticator}.
 */
@NullMarked
package dev.restauth.caller;

import org.jspecify.annotations.NullMarked;
