package dev.redwing.dataplane.config;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/** The directives whose value is several words, each with a syntax of its own. */
final class Formats {
  private static final int MAX_BIND_ADDRESSES = 16;

  private Formats() {}

  /** Pairs of seconds and changes; lines of a file add up, an empty one clears. */
  static final ListDirective.Format<List<SavePoint>> SAVE =
      new ListDirective.Format<>() {
        @Override
        public String typeText() {
          return "pairs of seconds and changes, or \"\"";
        }

        @Override
        public List<SavePoint> parse(
            Config config, List<String> words, List<SavePoint> current, boolean append)
            throws BadValueException {
          if (words.isEmpty() || (words.size() == 1 && words.getFirst().isEmpty())) {
            return List.of();
          }
          if (words.size() % 2 != 0) {
            throw new BadValueException("Invalid save parameters");
          }
          List<SavePoint> points = new ArrayList<>(append ? current : List.of());
          for (int i = 0; i < words.size(); i += 2) {
            points.add(point(words.get(i), words.get(i + 1)));
          }
          return List.copyOf(points);
        }

        private SavePoint point(String secondsText, String changesText) throws BadValueException {
          long seconds;
          long changes;
          try {
            seconds = Texts.looseInteger(secondsText);
            changes = Texts.looseInteger(changesText);
          } catch (NumberFormatException e) {
            throw new BadValueException("Invalid save parameters");
          }
          if (seconds < 1 || changes < 0) {
            throw new BadValueException("Invalid save parameters");
          }
          return new SavePoint(seconds, changes);
        }

        @Override
        public String text(List<SavePoint> value) {
          StringJoiner text = new StringJoiner(" ");
          for (SavePoint point : value) {
            text.add(point.seconds() + " " + point.changes());
          }
          return text.toString();
        }

        @Override
        public void rewrite(
            Directive<List<SavePoint>> directive,
            List<SavePoint> value,
            boolean isDefault,
            ConfigRewrite out) {
          // Always written: a file without any save line means the defaults, not none.
          if (value.isEmpty()) {
            out.line(directive.name(), "save \"\"", true);
          }
          for (SavePoint point : value) {
            out.line(directive.name(), "save " + point.seconds() + " " + point.changes(), true);
          }
        }
      };

  /** Groups of class, hard limit, soft limit, seconds; classes not named keep theirs. */
  static final ListDirective.Format<OutputBufferLimits> OUTPUT_BUFFER_LIMITS =
      new ListDirective.Format<>() {
        @Override
        public String typeText() {
          return "groups of normal, replica or pubsub, hard bytes, soft bytes, soft seconds";
        }

        @Override
        public OutputBufferLimits parse(
            Config config, List<String> words, OutputBufferLimits current, boolean append)
            throws BadValueException {
          if (words.size() % 4 != 0) {
            throw new BadValueException("Wrong number of arguments in buffer limit configuration.");
          }
          OutputBufferLimits limits = current;
          for (int i = 0; i < words.size(); i += 4) {
            long hard = Texts.memoryOrNegative(words.get(i + 1));
            long soft = Texts.memoryOrNegative(words.get(i + 2));
            ClientClass clientClass = clientClass(words.get(i));
            long seconds = secondsOrNegative(words.get(i + 3));
            if (hard < 0 || soft < 0 || seconds < 0) {
              throw badLimit();
            }
            limits = limits.with(clientClass, new OutputBufferLimit(hard, soft, seconds));
          }
          return limits;
        }

        private long secondsOrNegative(String word) {
          try {
            return Texts.looseInteger(word);
          } catch (NumberFormatException e) {
            return -1;
          }
        }

        private BadValueException badLimit() {
          return new BadValueException(
              "Error in hard, soft or soft_seconds setting in buffer limit configuration.");
        }

        private ClientClass clientClass(String word) throws BadValueException {
          if (word.equalsIgnoreCase("replica")) {
            return ClientClass.REPLICA;
          }
          for (ClientClass clientClass : ClientClass.values()) {
            if (clientClass.text().equalsIgnoreCase(word)) {
              return clientClass;
            }
          }
          throw new BadValueException(
              "Invalid client class specified in buffer limit configuration.");
        }

        @Override
        public String text(OutputBufferLimits value) {
          StringJoiner text = new StringJoiner(" ");
          for (ClientClass clientClass : ClientClass.values()) {
            OutputBufferLimit limit = value.of(clientClass);
            text.add(clientClass.text());
            text.add(limit.hardBytes() + " " + limit.softBytes() + " " + limit.softSeconds());
          }
          return text.toString();
        }

        @Override
        public void rewrite(
            Directive<OutputBufferLimits> directive,
            OutputBufferLimits value,
            boolean isDefault,
            ConfigRewrite out) {
          OutputBufferLimits defaults = directive.get(Config.DEFAULTS);
          for (ClientClass clientClass : ClientClass.values()) {
            OutputBufferLimit limit = value.of(clientClass);
            String word = clientClass == ClientClass.REPLICA ? "replica" : clientClass.text();
            String line =
                "%s %s %s %s %d"
                    .formatted(
                        directive.name(),
                        word,
                        Texts.memoryText(limit.hardBytes()),
                        Texts.memoryText(limit.softBytes()),
                        limit.softSeconds());
            out.line(directive.name(), line, !limit.equals(defaults.of(clientClass)));
          }
        }
      };

  /** Addresses to listen on; one with a leading {@code -} need not exist. */
  static final ListDirective.Format<List<String>> BIND =
      new ListDirective.Format<>() {
        @Override
        public String typeText() {
          return "up to " + MAX_BIND_ADDRESSES + " addresses, or \"\"";
        }

        @Override
        public List<String> parse(
            Config config, List<String> words, List<String> current, boolean append)
            throws BadValueException {
          if (words.size() > MAX_BIND_ADDRESSES) {
            throw new BadValueException("Too many bind addresses specified.");
          }
          return words.size() == 1 && words.getFirst().isEmpty() ? List.of() : List.copyOf(words);
        }

        @Override
        public String text(List<String> value) {
          return String.join(" ", value);
        }

        @Override
        public void rewrite(
            Directive<List<String>> directive,
            List<String> value,
            boolean isDefault,
            ConfigRewrite out) {
          String addresses = value.isEmpty() ? "\"\"" : text(value);
          out.line(directive.name(), directive.name() + " " + addresses, !isDefault);
        }
      };

  /** Host and port, or {@code no one}. */
  static final ListDirective.Format<ReplicaOf> REPLICA_OF =
      new ListDirective.Format<>() {
        @Override
        public String typeText() {
          return "host and port, or no one";
        }

        @Override
        public ReplicaOf parse(Config config, List<String> words, ReplicaOf current, boolean append)
            throws BadValueException {
          if (words.size() != 2) {
            throw new BadValueException("wrong number of arguments");
          }
          if (words.get(0).equalsIgnoreCase("no") && words.get(1).equalsIgnoreCase("one")) {
            return ReplicaOf.NONE;
          }
          String port = words.get(1);
          if (!Texts.isInteger(port) || Texts.integer(port) < 0 || Texts.integer(port) > 65535) {
            throw new BadValueException("Invalid master port");
          }
          return new ReplicaOf(words.get(0), (int) Texts.integer(port));
        }

        @Override
        public String text(ReplicaOf value) {
          return value.isNone() ? "" : value.host() + " " + value.port();
        }
      };

  /** Letters, one a kind of event. */
  static final ListDirective.Format<KeyspaceEvents> KEYSPACE_EVENTS =
      new ListDirective.Format<>() {
        @Override
        public String typeText() {
          return "letters of Ag$lshzxeKEtmdn";
        }

        @Override
        public KeyspaceEvents parse(
            Config config, List<String> words, KeyspaceEvents current, boolean append)
            throws BadValueException {
          return KeyspaceEvents.parse(Texts.only(words));
        }

        @Override
        public String text(KeyspaceEvents value) {
          return value.text();
        }

        @Override
        public void rewrite(
            Directive<KeyspaceEvents> directive,
            KeyspaceEvents value,
            boolean isDefault,
            ConfigRewrite out) {
          String line = directive.name() + " " + ConfigLine.quote(value.text());
          out.line(directive.name(), line, !isDefault);
        }
      };

  /** Percentiles between 0 and 100. */
  static final ListDirective.Format<List<Double>> PERCENTILES =
      new ListDirective.Format<>() {
        @Override
        public String typeText() {
          return "percentages between 0 and 100, or \"\"";
        }

        @Override
        public List<Double> parse(
            Config config, List<String> words, List<Double> current, boolean append)
            throws BadValueException {
          if (words.size() == 1 && words.getFirst().isEmpty()) {
            return List.of();
          }
          List<Double> percentiles = new ArrayList<>();
          for (String word : words) {
            double percentile;
            try {
              percentile = new BigDecimal(word).doubleValue();
            } catch (NumberFormatException e) {
              throw new BadValueException("Invalid latency-tracking-info-percentiles parameters");
            }
            if (percentile < 0 || percentile > 100) {
              throw new BadValueException(
                  "latency-tracking-info-percentiles parameters should sit between [0.0,100.0]");
            }
            percentiles.add(percentile);
          }
          return List.copyOf(percentiles);
        }

        @Override
        public String text(List<Double> value) {
          StringJoiner text = new StringJoiner(" ");
          for (double percentile : value) {
            text.add(percentileText(percentile));
          }
          return text.toString();
        }

        @Override
        public void rewrite(
            Directive<List<Double>> directive,
            List<Double> value,
            boolean isDefault,
            ConfigRewrite out) {
          String words = value.isEmpty() ? "\"\"" : text(value);
          // Redis writes it even when it is the default.
          out.line(directive.name(), directive.name() + " " + words, true);
        }
      };

  /** A percentile as INFO and CONFIG print it: at most ten digits, no trailing zeros. */
  static String percentileText(double percentile) {
    if (percentile == 0) {
      return "0";
    }
    return BigDecimal.valueOf(percentile)
        .round(new MathContext(10))
        .stripTrailingZeros()
        .toPlainString();
  }

  /** The three adjustments for master, replica and background children. */
  static final ListDirective.Format<List<Long>> OOM_SCORE_VALUES =
      new ListDirective.Format<>() {
        @Override
        public String typeText() {
          return "three numbers between -2000 and 2000";
        }

        @Override
        public List<Long> parse(
            Config config, List<String> words, List<Long> current, boolean append)
            throws BadValueException {
          if (words.size() != 3) {
            throw new BadValueException("wrong number of arguments");
          }
          List<Long> values = new ArrayList<>();
          for (String word : words) {
            long value = scoreOrMax(word);
            if (value < -2000 || value > 2000) {
              throw new BadValueException(
                  "Invalid oom-score-adj-values, elements must be between -2000 and 2000.");
            }
            values.add(value);
          }
          return List.copyOf(values);
        }

        private long scoreOrMax(String word) {
          try {
            return Texts.looseInteger(word);
          } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
          }
        }

        @Override
        public String text(List<Long> value) {
          StringJoiner text = new StringJoiner(" ");
          for (long each : value) {
            text.add(Long.toString(each));
          }
          return text.toString();
        }
      };

  /** An existing directory; kept as an absolute path, since a JVM cannot change its own. */
  static final ListDirective.Format<String> DIRECTORY =
      new ListDirective.Format<>() {
        @Override
        public String typeText() {
          return "an existing directory";
        }

        @Override
        public String parse(Config config, List<String> words, String current, boolean append)
            throws BadValueException {
          if (words.size() != 1) {
            throw new BadValueException("wrong number of arguments");
          }
          if (words.getFirst().isEmpty()) {
            throw new BadValueException("No such file or directory");
          }
          try {
            return config.store().directory(current, words.getFirst());
          } catch (IOException e) {
            throw new BadValueException(String.valueOf(e.getMessage()));
          }
        }

        @Override
        public String text(String value) {
          return value;
        }

        @Override
        public void rewrite(
            Directive<String> directive, String value, boolean isDefault, ConfigRewrite out) {
          out.line(directive.name(), directive.name() + " " + ConfigLine.quote(value), true);
        }
      };

  /** What a signal does: {@code default}, or any of the options together. */
  static final ListDirective.Format<Set<ShutdownOption>> SHUTDOWN_OPTIONS =
      new ListDirective.Format<>() {
        private static final List<String> WORDS =
            List.of("default", "save", "nosave", "now", "force");

        @Override
        public String typeText() {
          return "default, or some of save, nosave, now, force";
        }

        @Override
        public Set<ShutdownOption> parse(
            Config config, List<String> words, Set<ShutdownOption> current, boolean append)
            throws BadValueException {
          Set<ShutdownOption> options = EnumSet.noneOf(ShutdownOption.class);
          for (String word : words.isEmpty() ? List.of("") : words) {
            String option = WORDS.get(ChoiceDirective.index(WORDS, word));
            for (ShutdownOption each : ShutdownOption.values()) {
              if (each.text().equals(option)) {
                options.add(each);
              }
            }
          }
          if (options.contains(ShutdownOption.SAVE) && options.contains(ShutdownOption.NOSAVE)) {
            throw new BadValueException(
                "shutdown options SAVE and NOSAVE can't be used simultaneously");
          }
          return options;
        }

        @Override
        public String text(Set<ShutdownOption> value) {
          StringJoiner text = new StringJoiner(" ").setEmptyValue("default");
          for (ShutdownOption option : value) {
            text.add(option.text());
          }
          return text.toString();
        }
      };
}
