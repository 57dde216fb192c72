package dev.restauth.adopt;

import dev.restauth.account.RetiredNames;
import dev.restauth.adopt.source.SourceFactors;
import dev.restauth.factor.ImportedFactors;
import dev.restauth.passkey.ImportedPasskeys;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The store into which the accounts of a source are imported. */
interface ImportTarget {

  /**
   * Imports the candidates of the batch that have no conflict, in one transaction.
   *
   * @return the outcomes, in the order of the candidates
   */
  List<Candidate.Outcome> importBatch(List<Candidate> batch);

  /** Stores a secret that several hashes need, such as a pepper. */
  void addSecret(byte[] secret);

  /** Imports into the store of this server. */
  record Real(
      Store store,
      RetiredNames names,
      StoredSecrets secrets,
      ImportedFactors factors,
      ImportedPasskeys passkeys,
      long sourceId,
      Instant now)
      implements ImportTarget {
    @Override
    public List<Candidate.Outcome> importBatch(List<Candidate> batch) {
      if (batch.stream().anyMatch(Candidate::hasFactor)) {
        factors.prepare();
      }
      return store.inTransaction(
          tx ->
              batch.stream()
                  .map(one -> one.adopt(tx, names, sourceId, this::storeFactors, now))
                  .toList());
    }

    /**
     * Stores the factors. All app codes up to now count as used, so that a code that was used at
     * the other system is not valid again at this server.
     */
    private void storeFactors(Transaction tx, long accountId, SourceFactors found) {
      factors.add(tx, accountId, found.totp(), tx.now(), found.recoveryCodes());
      passkeys.add(tx, accountId, found.passkeys());
    }

    @Override
    public void addSecret(byte[] secret) {
      store.inTransaction(
          tx -> {
            secrets.add(tx, secret);
            return true;
          });
    }
  }

  /**
   * Simulates the import for a dry run, with the same outcomes as a real import. Conflicts with
   * existing accounts are found in the store of this server. Conflicts between two accounts of the
   * source are found by importing them into a temporary store, without factors.
   */
  record Trial(Store real, Optional<Long> realSourceId, Real scratch) implements ImportTarget {
    @Override
    public List<Candidate.Outcome> importBatch(List<Candidate> batch) {
      List<Optional<Candidate.Outcome>> obstacles =
          real.reading(
              tx ->
                  batch.stream()
                      .map(one -> one.obstacle(tx, scratch.names(), realSourceId))
                      .toList());
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
                                              .adopt(
                                                  tx,
                                                  scratch.names(),
                                                  scratch.sourceId(),
                                                  (_, _, _) -> {},
                                                  scratch.now())))
                      .toList());
    }

    @Override
    public void addSecret(byte[] secret) {}
  }
}
