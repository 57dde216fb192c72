package dev.restauth.client;

import java.util.Optional;

/**
 * An event of a stream (WHATWG HTML, section 9.2).
 *
 * @param id the id of this event; empty if it has none of its own
 */
record Event(String type, Optional<String> id, String data) {}
