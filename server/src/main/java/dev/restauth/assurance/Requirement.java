package dev.restauth.assurance;

import java.time.Duration;

/**
 * A requirement for an authentication: its class and its age (RFC 9470 section 3).
 *
 * @param least the weakest class that suffices
 * @param maxAge the maximum age, in whole seconds
 */
public record Requirement(Acr least, Duration maxAge) {}
