/**
 * The authentication of callers by password, token or service key. Depends on the features that check these
 * credentials; {@code http} calls it only through its interface.
 */
@NullMarked
package dev.restauth.caller;

import org.jspecify.annotations.NullMarked;
