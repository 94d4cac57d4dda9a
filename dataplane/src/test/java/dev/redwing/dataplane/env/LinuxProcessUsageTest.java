package dev.redwing.dataplane.env;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class LinuxProcessUsageTest {
  @Test
  void usageGrowsWithWork() {
    LinuxProcessUsage usage = new LinuxProcessUsage();
    long before = usage.threadUserMicros() + usage.threadSystemMicros();
    long sum = 0;
    while (usage.threadUserMicros() + usage.threadSystemMicros() < before + 20_000) {
      for (int i = 0; i < 100_000; i++) {
        sum += Long.rotateLeft(sum, 7) ^ i;
      }
    }
    assertThat(sum).isNotZero();
    assertThat(usage.userMicros()).isGreaterThanOrEqualTo(usage.threadUserMicros());
    assertThat(usage.residentBytes()).isGreaterThan(10 << 20);
    assertThat(usage.availableMemoryBytes()).isGreaterThan(usage.residentBytes());
  }
}
