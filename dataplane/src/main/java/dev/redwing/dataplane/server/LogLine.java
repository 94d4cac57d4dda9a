package dev.redwing.dataplane.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.slf4j.event.KeyValuePair;

/**
 * One event as a line of redis-server's log: {@code pid:role date time mark message}, then {@code
 * key=value} for what the event carries.
 */
final class LogLine extends LayoutBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd MMM yyyy HH:mm:ss.SSS", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  private final long pid = ProcessHandle.current().pid();
  private final BooleanSupplier isReplica;

  LogLine(BooleanSupplier isReplica) {
    this.isReplica = isReplica;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(128);
    line.append(pid).append(':').append(isReplica.getAsBoolean() ? 'S' : 'M').append(' ');
    TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
    line.append(' ').append(mark(event.getLevel())).append(' ');
    line.append(event.getFormattedMessage());
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        line.append(' ').append(pair.key).append('=').append(pair.value);
      }
    }
    line.append('\n');
    if (event.getThrowableProxy() != null) {
      line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    return line.toString();
  }

  private static char mark(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT, Level.WARN_INT -> '#';
      case Level.INFO_INT -> '*';
      case Level.DEBUG_INT -> '-';
      default -> '.';
    };
  }
}
