package dev.redwing.dataplane.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.config.LogLevel;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.slf4j.LoggerFactory;

/**
 * Where the log goes and what it looks like: lines as redis-server writes them, to standard output
 * or to {@code logfile}. Set up by code: reading a file of settings would cost a tenth of the time
 * that the server takes to start.
 */
public final class Logging {
  private Logging() {}

  /** Sets the log up by {@code logfile} and {@code loglevel}. */
  public static void start(Config config, BooleanSupplier isReplica) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    LogLine layout = new LogLine(isReplica);
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(layout);
    encoder.start();
    OutputStreamAppender<ILoggingEvent> appender = appender(config);
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    setLevel(config.loglevel());
  }

  private static OutputStreamAppender<ILoggingEvent> appender(Config config) {
    if (config.logfile().isEmpty()) {
      return new ConsoleAppender<>();
    }
    FileAppender<ILoggingEvent> file = new FileAppender<>();
    // As in Redis, which has gone to dir by then.
    file.setFile(Path.of(config.dir()).resolve(config.logfile()).toString());
    return file;
  }

  /** Applies {@code loglevel}. */
  public static void setLevel(LogLevel level) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context
        .getLogger(Logger.ROOT_LOGGER_NAME)
        .setLevel(
            switch (level) {
              case DEBUG -> Level.TRACE;
              case VERBOSE -> Level.DEBUG;
              case NOTICE -> Level.INFO;
              case WARNING -> Level.WARN;
              case NOTHING -> Level.OFF;
            });
    // netty's own words are of use to nobody who runs a server, unless it warns.
    context.getLogger("io.netty").setLevel(level == LogLevel.NOTHING ? Level.OFF : Level.WARN);
  }
}
