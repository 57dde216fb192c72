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
  void collectsNothingUpToTheSmallestLimit() {
    soft.collectIfOverLimit();
    heap = 100;
    soft.collectIfOverLimit();
    assertThat(collections).isZero();
  }

  @Test
  void collectsAgainEachTimeTheLimitIsExceeded() {
    heap = 101;
    soft.collectIfOverLimit();
    soft.collectIfOverLimit();
    assertThat(collections).isEqualTo(1);
    heap = 101;
    soft.collectIfOverLimit();
    assertThat(collections).isEqualTo(2);
  }

  @Test
  void limitGrowsWithTheUsedHeap() {
    needed = 200;
    heap = 300;
    soft.collectIfOverLimit();
    heap = 300; // 1.5 times the used heap
    soft.collectIfOverLimit();
    assertThat(collections).isEqualTo(1);
    heap = 302;
    soft.collectIfOverLimit();
    assertThat(collections).isEqualTo(2);
  }

  @Test
  void limitShrinksIfLessIsUsed() {
    needed = 200;
    heap = 300;
    soft.collectIfOverLimit();
    needed = 20;
    heap = 302;
    soft.collectIfOverLimit();
    heap = 101;
    soft.collectIfOverLimit();
    assertThat(collections).isEqualTo(3);
  }
}
