package dev.restauth.http;

/** An authenticator that refuses every caller; tests override its methods. */
public class NobodyKnown extends NoCallers {}
