package dev.restauth.listener.http2;

import java.time.Duration;

/**
 * The limits of an HTTP/2 connection.
 *
 * @param streams the maximum number of concurrent streams
 * @param request the time from a request's first byte until the request is complete; also the time
 *     for the client to read an answer
 * @param answer the time from the complete request until the answer is computed
 * @param news the time for the client to read an event of a streamed answer
 */
public record Http2Limits(int streams, Duration request, Duration answer, Duration news) {}
