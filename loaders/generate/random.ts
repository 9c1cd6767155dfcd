/** A source of numbers that look random and are the same for the same seed. */
export interface Random {
  /** A whole number from 0 to 2^32 - 1. */
  next(): number;
  /** A number from 0 (included) to 1 (excluded). */
  real(): number;
  /** A whole number from 0 (included) to `limit` (excluded). */
  below(limit: number): number;
}

/** The generator sfc32 (small fast counter, 128 bits of state) by Chris Doty-Humphrey, as published with PractRand. */
export function createRandom(seed: number): Random {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed | 0;
  let counter = 1;

  function next(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  }

  for (let i = 0; i < 16; i++) next();
  return {
    next,
    real: () => next() / 2 ** 32,
    below: (limit) => Math.floor((next() / 2 ** 32) * limit)
  };
}

/**
 * Draws indexes with given weights, each in the same short time, by the alias method (M. D. Vose, 1991). Throws if no weight
 * is above 0.
 */
export function createSampler(weights: ArrayLike<number>, random: Random): () => number {
  const n = weights.length;
  let total = 0;
  for (let i = 0; i < n; i++) total += weights[i];
  if (!(total > 0)) throw new Error(`invalid weights: their sum is ${total}`);
  const chance = new Float64Array(n);
  const alias = new Uint32Array(n);
  const small: number[] = [];
  const large: number[] = [];
  for (let i = 0; i < n; i++) {
    chance[i] = (weights[i] * n) / total;
    (chance[i] < 1 ? small : large).push(i);
  }
  while (small.length > 0 && large.length > 0) {
    const low = small.pop()!;
    const high = large[large.length - 1];
    alias[low] = high;
    chance[high] -= 1 - chance[low];
    if (chance[high] < 1) small.push(large.pop()!);
  }
  for (const i of [...small, ...large]) chance[i] = 1;
  return () => {
    const i = random.below(n);
    return random.real() < chance[i] ? i : alias[i];
  };
}
