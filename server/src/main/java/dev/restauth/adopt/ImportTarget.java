package dev.restauth.adopt;

import dev.restauth.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where the accounts of a source go. */
interface ImportTarget {

  /**
   * Takes what can be taken of these, at once or not at all.
   *
   * @return what became of each, in their order
   */
  List<Candidate.Outcome> take(List<Candidate> batch);

  /** Keeps a secret that hashes share. */
  void keep(byte[] secret);

  /** Into the store, for good. */
  record Real(Store store, StoredSecrets secrets, long sourceId, Instant now)
      implements ImportTarget {
    @Override
    public List<Candidate.Outcome> take(List<Candidate> batch) {
      return store.inTransaction(
          tx -> batch.stream().map(one -> one.adopt(tx, sourceId, now)).toList());
    }

    @Override
    public void keep(byte[] secret) {
      store.inTransaction(
          tx -> {
            secrets.keep(tx, secret);
            return true;
          });
    }
  }

  /**
   * Into a store that is thrown away, after looking into the real one: what is found there, and what two
   * accounts of the source have in common, is what would be found in earnest.
   */
  record Trial(Store real, Optional<Long> realSourceId, Real scratch) implements ImportTarget {
    @Override
    public List<Candidate.Outcome> take(List<Candidate> batch) {
      List<Optional<Candidate.Outcome>> obstacles =
          real.reading(tx -> batch.stream().map(one -> one.obstacle(tx, realSourceId)).toList());
      return scratch
          .store()
          .inTransaction(
              tx ->
                  java.util.stream.IntStream.range(0, batch.size())
                      .mapToObj(
                          i ->
                              obstacles
                                  .get(i)
                                  .orElseGet(
                                      () ->
                                          batch
                                              .get(i)
                                              .adopt(tx, scratch.sourceId(), scratch.now())))
                      .toList());
    }

    @Override
    public void keep(byte[] secret) {}
  }
}
