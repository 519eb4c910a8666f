import { LRUCache } from 'lru-cache';

/**
 * Remembers answers by key, the least recently used forgotten first, and lets all callers that miss
 * the same key at the same time wait for one computation. A failed computation is not remembered:
 * everybody who waited for it gets its error.
 */
export class Memo<Value extends object> {
  readonly #cache: LRUCache<string, Value, () => Promise<Value>>;

  /** @param maximum - answers to keep */
  constructor(maximum: number) {
    this.#cache = new LRUCache({
      max: maximum,
      // Without this, an answer evicted while it is still being computed is lost to its callers.
      ignoreFetchAbort: true,
      fetchMethod: (_key, _stale, { context: compute }) => compute(),
    });
  }

  /** The answer, where it is here already. */
  get(key: string): Value | undefined {
    return this.#cache.get(key);
  }

  async getOrCompute(key: string, compute: () => Promise<Value>): Promise<Value> {
    const value = await this.#cache.fetch(key, { context: compute });
    if (value === undefined) throw new Error('the memo lost an answer that was being computed');
    return value;
  }
}
