package dev.restauth.assurance;

import java.time.Instant;

/**
 * A proof of a user's identity.
 *
 * @param method the method of the proof
 * @param at the time of the proof
 */
public record Proof(ProofMethod method, Instant at) {}
