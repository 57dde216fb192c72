package dev.restauth.accountpage;

import dev.restauth.browser.BrowserSessions.Begun;
import dev.restauth.browser.CodesView;
import dev.restauth.factor.FactorEnrolment.Added;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.job.Lazy;
import dev.restauth.json.JsonWriter;
import dev.restauth.page.FormTokens;
import dev.restauth.page.Message;
import dev.restauth.page.StaticFile;
import dev.restauth.passkey.RegisteredPasskeys;
import dev.restauth.passkey.RegisteredPasskeys.Outcome;
import dev.restauth.passkey.RegisteredPasskeys.Proved;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * The routes for the script that adds passkeys, on the page of second factors. The script sends
 * JSON that contains the form token. An answer contains the options for the authenticator, the URL
 * at which the browser continues, a sentence to show to the user, or recovery codes.
 */
record AccountScriptRoutes(
    AccountPages pages,
    FactorRules rules,
    MailboxMarks marks,
    Optional<RegisteredPasskeys> passkeys,
    Lazy<StaticFile> script)
    implements RouteTable.Routes {
  private static final String PASSKEYS = "/account/factors/passkeys";
  private static final String OPTIONS = PASSKEYS + "/options";

  /** A short caching time, because the script may change with each version of the program. */
  private static final String CACHE_CONTROL = "max-age=300";

  AccountScriptRoutes(
      AccountPages pages,
      FactorRules rules,
      MailboxMarks marks,
      Optional<RegisteredPasskeys> passkeys) {
    this(
        pages,
        rules,
        marks,
        passkeys,
        new Lazy<>(() -> StaticFile.script(AccountScriptRoutes.class, "account.js")));
  }

  @Override
  public void declare(RouteTable table) {
    table
        .page(
            Method.POST,
            OPTIONS,
            call ->
                with(
                    call,
                    call.json().only(FormTokens.FIELD, MailboxMarks.NAME),
                    (visit, body) ->
                        isMarked(visit, body) || !marks.isNeeded(visit)
                            ? options(visit)
                            : location(call.pathOf(NewFactor.PASSKEY.codePath()))))
        .page(
            Method.POST,
            PASSKEYS,
            call ->
                with(
                    call,
                    call.json()
                        .only(FormTokens.FIELD, MailboxMarks.NAME, "request", "name", "credential"),
                    this::register))
        .route(
            Method.GET,
            CodesView.SCRIPT,
            Access.ALL,
            call -> script.get().answer(call).with(FieldNames.CACHE_CONTROL, CACHE_CONTROL));
  }

  /**
   * Answers a call of the script. Without a session, the answer leads to the page, which asks the
   * user to log in.
   */
  private Answer with(Call call, JsonBody body, BiFunction<Visit, JsonBody, Answer> step) {
    Optional<Visit> visit = pages.visit(call);
    if (visit.isEmpty()) {
      return location(call.pathOf(AccountPages.FACTORS));
    }
    pages
        .forms()
        .require(
            call,
            body.find(FormTokens.FIELD),
            visit.get().about(AccountPages.FACTORS, OwnFactorRoutes.ADD_PASSKEY, ""));
    if (passkeys.isEmpty()) {
      return Answer.problem(
          ProblemType.PASSKEYS_NOT_CONFIGURED.because(
              "This server does not know the domain of its passkeys."));
    }
    return isMarked(visit.get(), body) || rules.refusal(visit.get(), AccountPages.FACTORS).isEmpty()
        ? step.apply(visit.get(), body)
        : location(proof(visit.get()));
  }

  /** Returns whether the user has just entered a code from the mailbox, after a recent log-in. */
  private boolean isMarked(Visit visit, JsonBody body) {
    return marks.holds(visit, body.find(MailboxMarks.NAME));
  }

  private String proof(Visit visit) {
    return pages.proof(
        visit,
        AccountPages.FACTORS,
        rules.access().least(visit.accountId(), visit.account().factor()));
  }

  private static Answer location(String location) {
    return Answer.json(200, json -> json.text("location", location));
  }

  private Answer options(Visit visit) {
    return Answer.json(
        200,
        passkeys
            .orElseThrow()
            .begin(
                visit.accountId(),
                visit.generation(),
                visit.account().username(),
                new Proved(visit.session().methods(), visit.session().authenticatedAt())));
  }

  private Answer register(Visit visit, JsonBody body) {
    return switch (passkeys
        .orElseThrow()
        .register(visit.accountId(), visit.generation(), body, visit.client())) {
      case Outcome.Registered(Added added) -> registered(visit, added);
      case Outcome.Invalid _ -> sentence(visit, Message.of("account.script.invalid"));
      case Outcome.InvalidName _ -> sentence(visit, Message.of("account.factors.name-invalid"));
      case Outcome.TooMany _ -> sentence(visit, Message.of("account.script.too-many"));
      case Outcome.Changed _ -> location(visit.call().pathOf(AccountPages.FACTORS));
    };
  }

  /**
   * Answers after a passkey was added. Adding the first factor revokes all sessions, and the
   * browser continues with a new session.
   */
  private Answer registered(Visit visit, Added added) {
    Optional<Begun> begun =
        added
            .first()
            .flatMap(
                authentication ->
                    pages.sessions().begin(authentication, visit.call(), Optional.empty()));
    String session = begun.map(each -> each.session().id()).orElse(visit.session().id());
    Answer answer =
        Answer.json(
            200,
            members(
                visit
                    .call()
                    .pathOf(
                        AccountPages.FACTORS
                            + Notice.PASSKEY_ADDED.query(visit.browser(), session)),
                added.recoveryCodes()));
    return begun.map(each -> answer.with(each.cookie(), visit.call())).orElse(answer);
  }

  private static Consumer<JsonWriter> members(String location, List<String> codes) {
    return json -> {
      json.text("location", location);
      if (!codes.isEmpty()) {
        json.array("recovery_codes", array -> codes.forEach(array::item));
      }
    };
  }

  private Answer sentence(Visit visit, Message text) {
    String sentence = pages.texts().texts(visit.call()).text(text);
    return Answer.json(AccountPages.UNPROCESSABLE, json -> json.text("error", sentence));
  }
}
