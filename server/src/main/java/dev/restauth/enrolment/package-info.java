/**
 * Enrolment of a required second factor. Until the account has one, nobody can log in to it. In
 * addition to the password, the enrolment requires a code from the mailbox or from the operator.
 * Otherwise a thief with the password could enrol a factor before the owner does.
 *
 * <p>Start reading at {@link dev.restauth.enrolment.EnrolmentRoutes}. docs/factors.md describes
 * this for users.
 */
@NullMarked
package dev.restauth.enrolment;

import org.jspecify.annotations.NullMarked;
