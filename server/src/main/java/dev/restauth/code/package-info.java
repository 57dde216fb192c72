/**
 * One-time codes for mails. They are stored as digests, can be tried at most five times, and are valid once. The
 * features that issue codes define what a code allows.
 *
 * <p>Start reading at {@link dev.restauth.code.OneTimeCodes}.
 */
@NullMarked
package dev.restauth.code;

import org.jspecify.annotations.NullMarked;
