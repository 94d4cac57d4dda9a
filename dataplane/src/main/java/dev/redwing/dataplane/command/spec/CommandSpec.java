package dev.redwing.dataplane.command.spec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of one command or subcommand.
 *
 * @param name full name in lower case; a subcommand's is {@code config|get}
 * @param arity number of arguments, the name (and the subcommand's name) included; {@code -n} means
 *     {@code n} or more
 * @param flags bits of {@link Flag}
 * @param categories bits of {@link AclCategory}, those implied by the flags included
 * @param memberIndex position of the argument that names a member of the first key's collection, or
 *     0: it is looked at ahead of time
 * @param tips hints for clients and proxies
 */
public record CommandSpec(
    String name,
    int arity,
    int flags,
    Group group,
    String since,
    int categories,
    List<KeySpec> keys,
    int memberIndex,
    List<String> tips) {

  /** Begins a declaration: {@code command("get").arity(2)…}. */
  public static Builder command(String fullName) {
    return new Builder(fullName);
  }

  /** Whether a request of {@code count} words, the name included, is long enough. */
  public boolean accepts(int count) {
    return arity >= 0 ? count == arity : count >= -arity;
  }

  public boolean is(Flag flag) {
    return (flags & flag.bit()) != 0;
  }

  public boolean is(AclCategory category) {
    return (categories & category.bit()) != 0;
  }

  public boolean isSubcommand() {
    return name.indexOf('|') >= 0;
  }

  /** {@code config} of {@code config|get}; the name itself of a command that is none's part. */
  public String containerName() {
    int bar = name.indexOf('|');
    return bar < 0 ? name : name.substring(0, bar);
  }

  /** {@code get} of {@code config|get}; the name itself of a command that is none's part. */
  public String ownName() {
    return name.substring(name.indexOf('|') + 1);
  }

  /** Position of the argument that is always the first key, or 0 when there is none. */
  public int firstKeyIndex() {
    if (!keys.isEmpty()
        && keys.getFirst().begin() instanceof KeySpec.Begin.Index(int index)
        && keys.getFirst().find() instanceof KeySpec.Find.Range
        && !keys.getFirst().is(KeyFlag.NOT_KEY)) {
      return index;
    }
    return 0;
  }

  /**
   * First key, last key and step as clients before key specs knew them; zeros when there is nothing
   * to tell.
   */
  public LegacyRange legacyRange() {
    if (keys.size() == 1 && keys.getFirst().isPositional()) {
      return LegacyRange.of(keys.getFirst());
    }
    int first = Integer.MAX_VALUE;
    int last = 0;
    int previousLast = 0;
    for (KeySpec key : keys) {
      if (!key.isPositional()) {
        continue;
      }
      LegacyRange range = LegacyRange.of(key);
      boolean isGap = previousLast != 0 && previousLast != range.first - 1;
      if (range.step != 1 || isGap) {
        return LegacyRange.NONE;
      }
      first = Math.min(first, range.first);
      // A key counted from the end lies behind all others: as unsigned numbers they compare so.
      last = Integer.compareUnsigned(last, range.last) < 0 ? range.last : last;
      previousLast = last;
    }
    return first == Integer.MAX_VALUE ? LegacyRange.NONE : new LegacyRange(first, last, 1);
  }

  /** {@code last} counts from the end when it is negative. */
  public record LegacyRange(int first, int last, int step) {
    static final LegacyRange NONE = new LegacyRange(0, 0, 0);

    static LegacyRange of(KeySpec key) {
      if (key.begin() instanceof KeySpec.Begin.Index(int index)
          && key.find() instanceof KeySpec.Find.Range(int lastKey, int step, int limit)) {
        return new LegacyRange(index, lastKey >= 0 ? index + lastKey : lastKey, step);
      }
      return NONE;
    }
  }

  /** Collects a declaration. */
  public static final class Builder {
    private final String name;
    private final List<KeySpec> keys = new ArrayList<>();
    private List<String> tips = List.of();
    private Group group = Group.GENERIC;
    private String since = "1.0.0";
    private int arity = -1;
    private int flags;
    private int memberIndex;
    private AclCategory @Nullable [] categories;

    private Builder(String name) {
      this.name = name;
    }

    public Builder arity(int arity) {
      this.arity = arity;
      return this;
    }

    public Builder flags(Flag... flags) {
      for (Flag flag : flags) {
        this.flags |= flag.bit();
      }
      return this;
    }

    public Builder group(Group group) {
      this.group = group;
      return this;
    }

    /** The Redis version that had it first. */
    public Builder since(String since) {
      this.since = since;
      return this;
    }

    /**
     * The categories that do not follow from the flags, where they are others than the group's own;
     * none given: not even that.
     */
    public Builder acl(AclCategory... categories) {
      this.categories = categories;
      return this;
    }

    public Builder key(KeySpec spec, KeyFlag... flags) {
      keys.add(spec.with(flags));
      return this;
    }

    /** The argument that names a member, or the first that does, of the first key's collection. */
    public Builder member(int index) {
      memberIndex = index;
      return this;
    }

    public Builder tips(String... tips) {
      this.tips = List.of(tips);
      return this;
    }

    /** The finished declaration; a {@code container} of subcommands has no category of its own. */
    public CommandSpec build(boolean container) {
      for (KeySpec key : keys) {
        if (!key.isPositional()) {
          flags |= Flag.MOVABLEKEYS.bit();
        }
      }
      return new CommandSpec(
          name,
          arity,
          flags,
          group,
          since,
          allCategories(container),
          List.copyOf(keys),
          memberIndex,
          tips);
    }

    private int allCategories(boolean container) {
      int bits = 0;
      AclCategory own = container ? null : group.category();
      if (categories != null) {
        for (AclCategory category : categories) {
          bits |= category.bit();
        }
      } else if (own != null) {
        bits |= own.bit();
      }
      if (has(Flag.WRITE)) {
        bits |= AclCategory.WRITE.bit();
      }
      if (has(Flag.READONLY) && (bits & AclCategory.SCRIPTING.bit()) == 0) {
        bits |= AclCategory.READ.bit();
      }
      if (has(Flag.ADMIN)) {
        bits |= AclCategory.ADMIN.bit() | AclCategory.DANGEROUS.bit();
      }
      if (has(Flag.PUBSUB)) {
        bits |= AclCategory.PUBSUB.bit();
      }
      if (has(Flag.BLOCKING)) {
        bits |= AclCategory.BLOCKING.bit();
      }
      return bits | (has(Flag.FAST) ? AclCategory.FAST : AclCategory.SLOW).bit();
    }

    private boolean has(Flag flag) {
      return (flags & flag.bit()) != 0;
    }
  }
}
