package dev.restauth.listener.http2;

import java.time.Duration;

/**
 * What a connection may take.
 *
 * @param streams open at once
 * @param request from a request's first byte until it is complete; and for the client to take an answer
 * @param answer from then until the answer is known
 * @param news for the client to take a piece of an answer that is written as it happens
 */
public record Http2Limits(int streams, Duration request, Duration answer, Duration news) {}
