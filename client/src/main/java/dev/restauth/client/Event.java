package dev.restauth.client;

import java.util.Optional;

/**
 * An event of a stream (WHATWG HTML, section 9.2).
 *
 * @param id the id of the event; empty if the event has no id
 */
record Event(String type, Optional<String> id, String data) {}
