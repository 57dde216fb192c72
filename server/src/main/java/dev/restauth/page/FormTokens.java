package dev.restauth.page;

import dev.restauth.crypto.ConstantTime;
import dev.restauth.crypto.KeyedDigest;
import dev.restauth.crypto.RandomIds;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Cookie;
import dev.restauth.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tokens in forms, which bind a form to the browser that it was made for. Another site can neither read the token nor the
 * cookie that it belongs to, so that it cannot make a form that is accepted (cross-site request forgery). A token is a keyed
 * digest of the cookie and of a text of the page; nothing is stored. Thread-safe.
 */
public final class FormTokens {
  /** The name of the hidden field. */
  public static final String FIELD = "form_token";

  private static final String COOKIE = "ra-browser";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{22}");

  private final KeyedDigest digest;
  private final RandomIds ids = new RandomIds();

  /** Creates the tokens of the vault's database; all its servers accept them. */
  public FormTokens(Vault vault) {
    this.digest = vault.digest("form-token");
  }

  /** Returns the browser that makes a call. One without the cookie gets a new one, by {@link Browser#remember}. */
  public Browser browser(Call call) {
    Optional<String> known = known(call);
    return new Browser(known.orElseGet(ids::next), known.isEmpty(), call);
  }

  /**
   * Returns whether a token was made for the browser that sends it, and for this text. Compared in constant time.
   *
   * @param presented the value of the hidden field; empty is never accepted
   * @param about the text that {@link Browser#token} got
   */
  public boolean accepts(Call call, Optional<String> presented, String about) {
    Optional<String> browser = known(call);
    return browser.isPresent()
        && presented.isPresent()
        && ConstantTime.equals(digest("token", browser.get(), about), presented.get());
  }

  private static Optional<String> known(Call call) {
    return call.cookie(COOKIE).filter(ID.asMatchPredicate());
  }

  private String digest(String kind, String browser, String about) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(digest.of(bytes(kind), bytes(browser), bytes(about)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A browser, by a cookie with 128 random bits that it stores until it is closed. */
  public final class Browser {
    private final String id;
    private final boolean unknown;
    private final Call call;

    private Browser(String id, boolean unknown, Call call) {
      this.id = id;
      this.unknown = unknown;
      this.call = call;
    }

    /**
     * Returns the token of a form.
     *
     * @param about what the form is about, such as a digest of the sealed request in it; a token for another text is not
     *     accepted
     */
    public String token(String about) {
      return digest("token", id, about);
    }

    /**
     * Returns a digest by which a request that is stored or sealed can be bound to this browser. It does not reveal the
     * cookie.
     */
    public String binding() {
      return digest("binding", id, "");
    }

    /** Returns whether {@link #binding()} is the given one. Compared in constant time. */
    public boolean isBoundBy(String binding) {
      return ConstantTime.equals(binding(), binding);
    }

    /** Returns an answer that gives a new browser its cookie. */
    public Answer remember(Answer answer) {
      return unknown ? answer.with(Cookie.untilClosed(COOKIE, id), call) : answer;
    }
  }
}
