/**
 * The languages in which this server writes to users, and the format of times for users. This
 * package calls no other package.
 */
@NullMarked
package dev.restauth.language;

import org.jspecify.annotations.NullMarked;
