/**
 * One-time codes for mails: issued, stored as digests, tried at most five times, used once. The features that issue codes
 * define what a code allows.
 *
 * <p>Start reading at {@link dev.restauth.code.OneTimeCodes}.
 */
@NullMarked
package dev.restauth.code;

import org.jspecify.annotations.NullMarked;
