package dev.restauth.login;

import dev.restauth.figure.Figure;
import dev.restauth.figure.LabelledCounter;
import dev.restauth.http.LoginOutcome;

/** The numbers of checked user names and passwords, by outcome. Thread-safe. */
final class LoginCounts {
  private static final String LOGGED_IN = "logged_in";
  private static final String FACTOR_REQUIRED = "factor_required";
  private static final String ENROLMENT_REQUIRED = "enrolment_required";
  private static final String REFUSED = "refused";
  private static final String THROTTLED = "throttled";
  private static final String BUSY = "busy";
  private static final String GONE = "gone";

  private final LabelledCounter counts =
      new LabelledCounter(
          LOGGED_IN, FACTOR_REQUIRED, ENROLMENT_REQUIRED, REFUSED, THROTTLED, BUSY, GONE);

  void count(LoginOutcome outcome) {
    counts.add(
        switch (outcome) {
          case LoginOutcome.LoggedIn _ -> LOGGED_IN;
          case LoginOutcome.FactorMissing _ -> FACTOR_REQUIRED;
          case LoginOutcome.EnrolmentDue _ -> ENROLMENT_REQUIRED;
          case LoginOutcome.Refused _ -> REFUSED;
          case LoginOutcome.Throttled _ -> THROTTLED;
          case LoginOutcome.Busy _ -> BUSY;
          case LoginOutcome.Gone _ -> GONE;
        });
  }

  Figure figure() {
    return Figure.counter(
        "restauth_logins_total",
        "User names with passwords that were presented",
        "outcome",
        counts);
  }
}
