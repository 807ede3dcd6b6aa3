/** The last few things that were made, by what they were made from: a cache that does not grow. */
export class Recent<T> {
  readonly #capacity: number;
  readonly #weigh: (made: T) => number;
  readonly #most: number;
  #weight = 0;
  /** Who was asked for last stands last. */
  readonly #kept = new Map<string, T>();

  /** @param most that those which are kept may weigh together; the last is kept whatever it weighs */
  constructor(capacity: number, weigh: (made: T) => number = () => 0, most = 0) {
    this.#capacity = capacity;
    this.#weigh = weigh;
    this.#most = most;
  }

  find(key: string): T | undefined {
    const found = this.#kept.get(key);
    if (found !== undefined) this.keep(key, found);
    return found;
  }

  keep(key: string, made: T): T {
    this.#drop(key);
    this.#kept.set(key, made);
    this.#weight += this.#weigh(made);
    for (const oldest of this.#kept.keys()) {
      const fits = this.#kept.size <= this.#capacity && this.#weight <= this.#most;
      if (fits || this.#kept.size === 1) break;
      this.#drop(oldest);
    }
    return made;
  }

  #drop(key: string): void {
    const made = this.#kept.get(key);
    if (made === undefined) return;
    this.#weight -= this.#weigh(made);
    this.#kept.delete(key);
  }
}
