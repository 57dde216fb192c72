package dev.restauth.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SoftHeapLimitTest {
  private long heap = 50;
  private long needed = 20;
  private int collections;
  private final SoftHeapLimit soft =
      new SoftHeapLimit(
          100,
          () -> heap,
          () -> {
            collections++;
            heap = needed;
          });

  @Test
  void collectsNothingUpToTheLeastLimit() {
    soft.look();
    heap = 100;
    soft.look();
    assertThat(collections).isZero();
  }

  @Test
  void collectsBeyondAndBeginsAnew() {
    heap = 101;
    soft.look();
    soft.look();
    assertThat(collections).isEqualTo(1);
    heap = 101;
    soft.look();
    assertThat(collections).isEqualTo(2);
  }

  @Test
  void whatIsNeededMayGrow() {
    needed = 200;
    heap = 300;
    soft.look();
    heap = 300; // half as much again
    soft.look();
    assertThat(collections).isEqualTo(1);
    heap = 302;
    soft.look();
    assertThat(collections).isEqualTo(2);
  }

  @Test
  void isSmallAgainWhereLessIsNeeded() {
    needed = 200;
    heap = 300;
    soft.look();
    needed = 20;
    heap = 302;
    soft.look();
    heap = 101;
    soft.look();
    assertThat(collections).isEqualTo(3);
  }
}
