/**
 * Encryption of stored secrets, random identifiers, and comparison in constant time. This is the
 * only package that uses {@code javax.crypto}.
 *
 * <p>It depends on no feature. Start reading at {@link dev.restauth.crypto.MasterKey}, from which
 * all other keys are derived, then {@link dev.restauth.crypto.Sealing}.
 */
@NullMarked
package dev.restauth.crypto;

import org.jspecify.annotations.NullMarked;
