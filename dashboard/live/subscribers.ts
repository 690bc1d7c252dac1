// Whoever is told when something has changed. The first to come starts what they wait for, and the last to go ends it.

export interface Subscribers {
  /** The function returned ends the subscription, and is harmless when called again. The same listener twice counts twice. */
  subscribe(listener: () => void): () => void;
  tell(): void;
  isEmpty(): boolean;
}

/** `start` is called with the first subscriber, `stop` when none is left, and `start` again with the next. */
export function createSubscribers(start: () => void, stop: () => void): Subscribers {
  const subscribers = new Set<() => void>();
  return {
    subscribe(listener) {
      const subscriber = () => listener(); // its own, so that it can be in the set twice
      subscribers.add(subscriber);
      if (subscribers.size === 1) start();
      return () => {
        if (subscribers.delete(subscriber) && subscribers.size === 0) stop();
      };
    },
    tell() {
      for (const subscriber of [...subscribers]) subscriber();
    },
    isEmpty: () => subscribers.size === 0,
  };
}
