package dev.restauth.assurance;

import java.time.Duration;

/**
 * A requirement on the class and the age of an authentication (RFC 9470 section 3).
 *
 * @param least the minimum class
 * @param maxAge the maximum age, in whole seconds
 */
public record Requirement(Acr least, Duration maxAge) {}
