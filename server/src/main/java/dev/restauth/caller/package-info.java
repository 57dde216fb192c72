/**
 * The authentication of callers by password, token or service key. Depends on the features that
 * check one of these; {@code http} calls it through its interface only.
 */
@NullMarked
package dev.restauth.caller;

import org.jspecify.annotations.NullMarked;
