package dev.restauth.listener.http2;

import java.time.Duration;

/**
 * What a connection may take.
 *
 * @param streams open at once
 * @param fieldsBytes the fields of a request together, 32 more for each (RFC 9113 section 6.5.2)
 * @param targetBytes of a path with its query
 * @param bodyBytes of a request
 * @param request from a request's first byte until it is complete; and for the client to take an answer
 * @param answer from then until the answer is known
 * @param news for the client to take a piece of an answer that is written as it happens
 * @param stopping the same while the server stops
 */
public record Bounds(
    int streams,
    int fieldsBytes,
    int targetBytes,
    int bodyBytes,
    Duration request,
    Duration answer,
    Duration news,
    Duration stopping) {}
