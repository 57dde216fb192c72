/**
 * Browsers on which users log in without being asked for their second factor, for 30 days. They skip the question, not the
 * judge: such a log-in is one of one factor.
 *
 * <p>Start reading at {@link dev.restauth.device.RememberedDevices}. docs/factors.md is for users.
 */
@NullMarked
package dev.restauth.device;

import org.jspecify.annotations.NullMarked;
