package dev.redwing.dataplane.differential;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** Draws the words that come after a command's name. */
interface Grammar {
  void words(Draw draw, List<String> into);

  // ---- single words ----

  static Grammar word(Function<Draw, String> choice) {
    return (draw, into) -> into.add(choice.apply(draw));
  }

  static Grammar literal(String word) {
    return (draw, into) -> into.add(draw.anyCase(word));
  }

  static Grammar key() {
    return word(Draw::key);
  }

  /** A key that usually holds this kind of value. */
  static Grammar key(Kind kind) {
    return word(draw -> draw.key(kind));
  }

  static Grammar value() {
    return word(Draw::value);
  }

  /** An element, field, value or member of a collection. */
  static Grammar member() {
    return word(Members::one);
  }

  /** An integer, or now and then what is none. */
  static Grammar integer() {
    return word(draw -> draw.percent(90) ? draw.integer() : draw.noNumber());
  }

  static Grammar floating() {
    return word(draw -> draw.percent(85) ? draw.floating() : draw.noNumber());
  }

  static Grammar database() {
    return word(
        draw ->
            draw.percent(90)
                ? Integer.toString(draw.below(2))
                : draw.from(List.of("-1", "16", "15", "x", "", "99999999999", "1 ")));
  }

  /** A time by {@code choice}, or now and then what is no number. */
  static Grammar time(Function<Draw, String> choice) {
    return word(
        draw ->
            draw.percent(93)
                ? choice.apply(draw)
                : draw.from(List.of("", "x", "1.5", "9223372036854775808", "1e3", " 1")));
  }

  // ---- several ----

  static Grammar none() {
    return (draw, into) -> {};
  }

  static Grammar all(Grammar... parts) {
    return (draw, into) -> {
      for (Grammar part : parts) {
        part.words(draw, into);
      }
    };
  }

  /** One of these. */
  static Grammar either(Grammar... choices) {
    return (draw, into) -> choices[draw.below(choices.length)].words(draw, into);
  }

  /** This, in half of the cases. */
  static Grammar maybe(Grammar part) {
    return either(part, none());
  }

  static Grammar many(int atLeast, int atMost, Grammar part) {
    return (draw, into) -> {
      for (int i = atLeast + draw.below(atMost - atLeast + 1); i > 0; i--) {
        part.words(draw, into);
      }
    };
  }

  /** One or more of what collections have, seldom hundreds. */
  static Grammar members() {
    return (draw, into) -> into.addAll(Members.some(draw));
  }

  /** A number and as many of this, or now and then another number. */
  static Grammar counted(int atLeast, int atMost, Grammar part) {
    return (draw, into) -> {
      int count = atLeast + draw.below(atMost - atLeast + 1);
      into.add(
          draw.percent(90) ? Integer.toString(count) : draw.percent(50) ? "0" : draw.noNumber());
      for (int i = 0; i < count; i++) {
        part.words(draw, into);
      }
    };
  }

  /** All at once: a cursor of one server means nothing to another. */
  static Grammar wholeScan() {
    return all(
        word(draw -> draw.percent(90) ? "0" : draw.from(List.of("x", "1.5"))),
        literal("count"),
        word(draw -> draw.percent(95) ? "10000" : draw.from(List.of("x", "0", "-1"))));
  }

  /** Some of these options, often one, seldom all, in any order, seldom one twice. */
  static Grammar options(Grammar... choices) {
    return (draw, into) -> {
      List<Grammar> chosen = new ArrayList<>(List.of(choices));
      Collections.shuffle(chosen, new java.util.Random(draw.below(Integer.MAX_VALUE)));
      int count = draw.percent(30) ? 0 : draw.percent(60) ? 1 : draw.below(choices.length + 1);
      chosen.subList(0, Math.min(count, chosen.size())).forEach(each -> each.words(draw, into));
      if (draw.percent(3)) {
        chosen.getFirst().words(draw, into);
      }
    };
  }
}
