package dev.redwing.operator;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import org.junit.jupiter.api.Test;

/** Without a configuration of ours the library logs everything: megabytes an hour from the SDK. */
class LoggingTest {
  @Test
  void anOperatorLogsWhatItDoesAndNotHow() throws JoranException {
    LoggerContext context = new LoggerContext();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(requireNonNull(OperatorMain.class.getResource("/logback.xml")));

    assertThat(context.getLogger("dev.redwing").getEffectiveLevel()).isEqualTo(Level.INFO);
    assertThat(context.getLogger("io.javaoperatorsdk").isDebugEnabled()).isFalse();
  }
}
