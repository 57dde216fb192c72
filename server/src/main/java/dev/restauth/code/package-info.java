/**
 * One-time codes for mails. A code is stored as a digest, allows at most five attempts, and is
 * valid once. The feature that issues a code defines what the code allows.
 *
 * <p>Start reading at {@link dev.restauth.code.OneTimeCodes}.
 */
@NullMarked
package dev.restauth.code;

import org.jspecify.annotations.NullMarked;
