package dev.restauth.accountpage;

import dev.restauth.page.Message;

/** A link to the rows of a list that the page does not show. */
public record More(Message text, String address) {}
