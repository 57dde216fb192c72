/**
 * Browsers in which users log in without their second factor, for 30 days. A log-in from such a browser counts as a log-in with
 * only one factor.
 *
 * <p>Start reading at {@link dev.restauth.device.RememberedDevices}. docs/factors.md is for users.
 */
@NullMarked
package dev.restauth.device;

import org.jspecify.annotations.NullMarked;
