package dev.restauth.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.code.OneTimeCodes.Issued;
import dev.restauth.code.OneTimeCodes.Subject;
import dev.restauth.code.OneTimeCodes.Validity;
import dev.restauth.crypto.KeyedDigest;
import dev.restauth.crypto.Sha256;
import dev.restauth.store.Store;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One-time codes without the features that use them. */
class OneTimeCodesTest {
  private static final Validity VALIDITY =
      new Validity(Duration.ofMinutes(10), Duration.ofMinutes(30));

  @TempDir Path folder;

  private Store store;
  private OneTimeCodes codes;

  @BeforeEach
  void open() throws SQLException {
    store = TestDatabase.SQLITE.fresh(folder).open();
    codes = new OneTimeCodes(store, KeyedDigest.ofThisProcess());
    store.inTransaction(
        tx ->
            tx.sql()
                .change(
                    "INSERT INTO account (id, username, generation, state, created_at)"
                        + " VALUES (7, 'susan', 1, 'active', 1)"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Issued issue(boolean mailed) {
    return store.inTransaction(
        tx -> {
          Issued issued =
              codes.issue(
                  tx,
                  Purpose.PASSWORD_RESET,
                  new Subject(Optional.of(7L), 1, "susan@example.com"),
                  VALIDITY);
          codes.settle(tx, issued, mailed);
          return issued;
        });
  }

  private boolean isRight(Issued issued, String code) {
    return codes.attempt(issued.request(), Purpose.PASSWORD_RESET, code).isPresent();
  }

  @Test
  void mailedCodeIsRightByDigitsAndByLink() {
    Issued issued = issue(true);
    assertThat(isRight(issued, issued.spaced())).isTrue();
    assertThat(isRight(issued, issued.link())).isTrue();
  }

  /** Both codes have the same request. */
  @ParameterizedTest
  @EnumSource(TestDatabase.class)
  void replacedCodeThatWasCheckedBeforeDoesNotUseUpTheNewCode(TestDatabase database)
      throws SQLException {
    try (Store both = database.fresh(folder).open()) {
      OneTimeCodes invitations = new OneTimeCodes(both, KeyedDigest.ofThisProcess());
      Issued old = invite(both, invitations);
      assertThat(invitations.attempt(old.request(), Purpose.INVITATION, old.link())).isPresent();
      Issued current = invite(both, invitations);
      assertThat(current.request()).isEqualTo(old.request());
      assertThat(consume(both, invitations, old.request(), old.link())).isFalse();
      assertThat(consume(both, invitations, old.request(), old.digits())).isFalse();
      assertThat(consume(both, invitations, old.request(), current.link())).isTrue();
      assertThat(consume(both, invitations, old.request(), current.link())).isFalse();
    }
  }

  private static boolean consume(Store store, OneTimeCodes codes, String request, String code) {
    return store.inTransaction(tx -> codes.consume(tx, request, code));
  }

  private static Issued invite(Store store, OneTimeCodes codes) {
    return store.inTransaction(
        tx ->
            codes.issueOnly(
                tx,
                Purpose.INVITATION,
                "susan@example.com",
                Subject.of("susan@example.com"),
                VALIDITY));
  }

  /**
   * If a code that was not mailed were valid, each further request for a code would allow five more
   * guesses.
   */
  @Test
  void codeThatWasNotMailedIsNeverRight() {
    Issued issued = issue(false);
    assertThat(isRight(issued, issued.digits())).isFalse();
    assertThat(isRight(issued, issued.link())).isFalse();
  }

  /**
   * If the digest needed no key, an attacker who has read the row could immediately compute the
   * eight digits.
   */
  @Test
  void digestNeedsAKeyThatIsNotInTheRow() {
    Issued issued = issue(true);
    byte[] stored =
        store.<byte[]>reading(
            tx ->
                tx.sql()
                    .one("SELECT code_digest FROM one_time_code", row -> row.bytes("code_digest"))
                    .orElseThrow());
    assertThat(stored)
        .isNotEqualTo(Sha256.of(issued.request() + " " + issued.digits()))
        .isNotEqualTo(Sha256.of(issued.request() + issued.digits()));
    OneTimeCodes others = new OneTimeCodes(store, KeyedDigest.ofThisProcess());
    assertThat(others.attempt(issued.request(), Purpose.PASSWORD_RESET, issued.digits())).isEmpty();
  }
}
