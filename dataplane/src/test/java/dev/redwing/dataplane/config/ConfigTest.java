package dev.redwing.dataplane.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigTest {
  private static final ConfigSet.Origin ANYWHERE = new ConfigSet.Origin(false, false);

  private final Config config = Config.defaults();

  @Test
  void accessorsSayWhatWasSet() throws BadValueException {
    config.set("port", "7000");
    config.set("slave-read-only", "no");
    config.set("MaxMemory", "2gb");
    config.set("maxmemory-policy", "allkeys-lfu");
    config.set("save", "900", "1", "300", "10");
    config.set("replicaof", "redis-0.nodes", "6379");
    config.set("client-output-buffer-limit", "replica", "1kb", "2", "3");
    assertThat(config.port()).isEqualTo(7000);
    assertThat(config.replicaReadOnly()).isFalse();
    assertThat(config.maxmemoryBytes()).isEqualTo(2L << 30);
    assertThat(config.maxmemoryPolicy()).isEqualTo(MaxmemoryPolicy.ALLKEYS_LFU);
    assertThat(config.save()).containsExactly(new SavePoint(900, 1), new SavePoint(300, 10));
    assertThat(config.replicaof()).isEqualTo(new ReplicaOf("redis-0.nodes", 6379));
    assertThat(config.clientOutputBufferLimit(ClientClass.REPLICA))
        .isEqualTo(new OutputBufferLimit(1024, 2, 3));
    assertThat(config.clientOutputBufferLimit(ClientClass.NORMAL))
        .isEqualTo(new OutputBufferLimit(0, 0, 0));
  }

  @Test
  void namesAreDecodedButSecretsAreBytes() throws BadValueException {
    config.set("dbfilename", "d\u00c3\u00a4ten.rdb");
    config.set("requirepass", "\u00c3\u00a4");
    assertThat(config.dbfilename()).isEqualTo("d\u00e4ten.rdb");
    assertThat(config.requirepass()).isEqualTo("\u00c3\u00a4");
  }

  @Test
  void everyRefusedDirectiveTakesItsDefaultAndNothingElse() throws BadValueException {
    int refused = 0;
    for (Directive<?> directive : Directives.all()) {
      if (!(directive.status() instanceof Status.Refused(String reason))) {
        continue;
      }
      refused++;
      config.set(directive.name(), directive.defaultText());
      String other =
          switch (directive.defaultText()) {
            case "no" -> "yes";
            case "0" -> "1";
            default -> "other";
          };
      assertThatThrownBy(() -> config.set(directive.name(), other))
          .isInstanceOf(BadValueException.class)
          .hasMessage(reason);
      assertThat(directive.isDefault(config)).isTrue();
    }
    assertThat(refused).isPositive();
  }

  @Test
  void aSnapshotStaysAsItWas() throws BadValueException {
    Config snapshot = config.snapshot();
    config.set("hz", "100");
    assertThat(snapshot.hz()).isEqualTo(10);
    assertThatThrownBy(() -> snapshot.set("hz", "50")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void hooksAreCalledOnceWithAllNewValuesAndOnlyForChanges() {
    List<String> calls = new ArrayList<>();
    ApplyHook both =
        changed -> {
          calls.add(changed.hz() + " " + changed.maxmemoryBytes());
          return null;
        };
    config.onChange(Directives.HZ, both);
    config.onChange(Directives.MAXMEMORY, both);
    assertThat(ConfigSet.apply(config, List.of("hz", "20", "maxmemory", "5"), ANYWHERE)).isNull();
    assertThat(ConfigSet.apply(config, List.of("hz", "20"), ANYWHERE)).isNull();
    assertThat(calls).containsExactly("20 5");
  }

  @Test
  void aHookThatRefusesBringsBackAllOldValues() {
    List<Integer> applied = new ArrayList<>();
    config.onChange(
        Directives.HZ,
        changed -> {
          applied.add(changed.hz());
          return null;
        });
    config.onChange(Directives.PORT, changed -> changed.port() == 1 ? "no such port" : null);
    String error =
        ConfigSet.apply(config, List.of("hz", "20", "port", "1", "timeout", "5"), ANYWHERE);
    assertThat(error)
        .isEqualTo("ERR CONFIG SET failed (possibly related to argument 'port') - no such port");
    assertThat(applied).containsExactly(20, 10);
    assertThat(config.hz()).isEqualTo(10);
    assertThat(config.port()).isEqualTo(6379);
    assertThat(config.timeoutSeconds()).isZero();
  }

  @Test
  void protectedDirectivesNeedARight() throws BadValueException {
    List<String> order = List.of("dbfilename", "x.rdb");
    String refused =
        "ERR CONFIG SET failed (possibly related to argument 'dbfilename') - can't set protected"
            + " config";
    ConfigSet.Origin local = new ConfigSet.Origin(true, false);
    assertThat(ConfigSet.apply(config, order, local)).isEqualTo(refused);
    config.set("enable-protected-configs", "local");
    assertThat(ConfigSet.apply(config, order, ANYWHERE)).isEqualTo(refused);
    assertThat(ConfigSet.apply(config, order, local)).isNull();
    config.set("enable-protected-configs", "yes");
    assertThat(ConfigSet.apply(config, order, ANYWHERE)).isNull();
  }

  @Test
  void someDirectivesWaitForTheEndOfLoading() {
    ConfigSet.Origin loading = new ConfigSet.Origin(true, true);
    assertThat(ConfigSet.apply(config, List.of("appendonly", "yes"), loading))
        .startsWith("LOADING ");
    assertThat(ConfigSet.apply(config, List.of("hz", "11"), loading)).isNull();
  }

  @Test
  void aFileMayHoldWhatRedisWritesForItsOnlyUser() throws Exception {
    String secret =
        "requirepass foobar\nuser default on #"
            + "c3ab8ff13720e8ad9047dd39466b3c8974e592c2fa383d4a3960714caef0c4f2"
            + " sanitize-payload ~* &* +@all\n";
    ConfigFile.load(config, secret);
    ConfigFile.load(Config.defaults(), "user default on nopass sanitize-payload ~* &* +@all\n");
    assertThatThrownBy(() -> ConfigFile.load(Config.defaults(), secret.replace("foobar", "other")))
        .isInstanceOf(ConfigFileException.class);
    for (String line : List.of("user alice on", "user default on -@all", "loadmodule x.so")) {
      assertThatThrownBy(() -> ConfigFile.load(Config.defaults(), line))
          .isInstanceOf(ConfigFileException.class)
          .hasMessageContaining("not supported by this server");
    }
  }

  @Test
  void includesThatNeverEndAreRefused() {
    ConfigStore endless = new EndlessIncludes();
    assertThatThrownBy(
            () ->
                ConfigLoader.load(
                    CommandLine.of(new String[] {"a.conf"}), endless, () -> "", name -> true))
        .isInstanceOf(ConfigFileException.class)
        .hasMessage("includes are nested too deeply");
  }

  private static final class EndlessIncludes implements ConfigStore {
    private final ConfigStore none = ConfigStore.none();

    @Override
    public String read(String path) {
      return "include " + path + "\n";
    }

    @Override
    public boolean exists(String path) {
      return true;
    }

    @Override
    public List<String> matching(String pattern) {
      return List.of();
    }

    @Override
    public void replace(String path, String content) {}

    @Override
    public String directory(String base, String path) throws java.io.IOException {
      return none.directory(base, path);
    }

    @Override
    public String workingDirectory() {
      return "/";
    }
  }
}
