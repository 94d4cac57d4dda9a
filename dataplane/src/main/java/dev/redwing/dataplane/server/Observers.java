package dev.redwing.dataplane.server;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.command.Command;
import dev.redwing.dataplane.command.CommandObserver;
import dev.redwing.dataplane.resp.Request;
import java.util.Arrays;

/** Tells several observers what the dispatcher did. */
final class Observers implements CommandObserver {
  private CommandObserver[] observers = {};

  void add(CommandObserver observer) {
    observers = Arrays.copyOf(observers, observers.length + 1);
    observers[observers.length - 1] = observer;
  }

  @Override
  public void executed(
      Client client, Command command, Request request, long durationNanos, int calls) {
    for (CommandObserver observer : observers) {
      observer.executed(client, command, request, durationNanos, calls);
    }
  }

  @Override
  public boolean wantsEachDuration() {
    for (CommandObserver observer : observers) {
      if (observer.wantsEachDuration()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void errorReplied(String text) {
    for (CommandObserver observer : observers) {
      observer.errorReplied(text);
    }
  }
}
