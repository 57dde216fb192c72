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
 * Tokens that bind a form to the browser to which it was sent. Another site can read neither the
 * token nor its cookie. It therefore cannot create a form that the server accepts (cross-site
 * request forgery). A token is a keyed digest of the cookie and of a text that the page chooses.
 * Nothing is stored. Thread-safe.
 */
public final class FormTokens {
  /** The name of the hidden form field. */
  public static final String FIELD = "form_token";

  private static final String COOKIE = "ra-browser";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{22}");

  private final KeyedDigest digest;
  private final RandomIds ids = new RandomIds();

  /**
   * Creates the object that issues tokens. All servers of the vault's database accept these tokens.
   */
  public FormTokens(Vault vault) {
    this.digest = vault.digest("form-token");
  }

  /**
   * Returns the browser that makes a call. A browser that does not have the cookie yet gets it
   * through {@link Browser#remember}.
   */
  public Browser browser(Call call) {
    Optional<String> known = known(call);
    return new Browser(known.orElseGet(ids::next), known.isEmpty(), call);
  }

  /**
   * Returns whether a token was created for the browser that sends it, and for this text. The
   * comparison takes constant time.
   *
   * @param presented the value of the hidden field; empty is never accepted
   * @param about the text that was passed to {@link Browser#token}
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

  /**
   * A browser, identified by a cookie with 128 random bits. The browser stores the cookie until it
   * is closed.
   */
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
     * Returns the token for a form.
     *
     * @param about a text that identifies the purpose of the form, such as a digest of the sealed
     *     request in the form. A token for another text is refused
     */
    public String token(String about) {
      return digest("token", id, about);
    }

    /**
     * Returns a digest of the cookie. It can bind a stored or sealed request to this browser, and
     * does not reveal the cookie.
     */
    public String binding() {
      return digest("binding", id, "");
    }

    /** Returns the answer, with the cookie added if the browser is new. */
    public Answer remember(Answer answer) {
      return unknown ? answer.with(Cookie.untilClosed(COOKIE, id), call) : answer;
    }
  }
}
