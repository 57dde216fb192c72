/**
 * Who is calling: by password, token or service key. Above all features that know one of these; called by
 * {@code http} through its interface alone.
 */
@NullMarked
package dev.restauth.caller;

import org.jspecify.annotations.NullMarked;
