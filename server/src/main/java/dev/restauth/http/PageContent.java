package dev.restauth.http;

/** The values of a page, which a {@link PageRenderer} renders. */
public interface PageContent {}
