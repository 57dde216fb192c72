/**
 * One-time codes that are mailed: made, kept as digests, tried at most five times, used once. What a code is good for
 * belongs to the features that ask for them.
 *
 * <p>Start reading at {@link dev.restauth.code.OneTimeCodes}.
 */
@NullMarked
package dev.restauth.code;

import org.jspecify.annotations.NullMarked;
