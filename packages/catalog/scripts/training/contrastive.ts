import type { Random } from "./random.ts";
import type { VectorTable } from "./start-table.ts";

/** Word ids of both sides. */
export interface IdPair {
  readonly left: Int32Array;
  readonly right: Int32Array;
}

/** Pairs of one origin; at most `perEpoch` of them, newly drawn, are seen in an epoch. */
export interface PairSource {
  readonly name: string;
  readonly pairs: readonly IdPair[];
  readonly perEpoch: number;
}

export interface TrainingOptions {
  readonly epochs: number;
  /** A multiple of four. */
  readonly batchSize: number;
  readonly learningRate: number;
  readonly temperature: number;
}

const warmUpSteps = 100;
const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];

/**
 * InfoNCE in both directions: the mean of a text's words must be nearer to its partner than to all other texts
 * of the batch. Adam, on the rows of the words that the batch has. Changes the table in place.
 */
export function trainTable(
  table: VectorTable,
  sources: readonly PairSource[],
  options: TrainingOptions,
  random: Random,
  report: (line: string) => void,
): void {
  const adam = new RowAdam(table);
  const perEpoch = sources.reduce((sum, source) => sum + Math.min(source.perEpoch, source.pairs.length), 0);
  const batches = Math.floor(perEpoch / options.batchSize);
  const steps = batches * options.epochs;
  let step = 0;
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    const pairs = random.shuffle(
      sources.flatMap((source) => random.shuffle([...source.pairs]).slice(0, source.perEpoch)),
    );
    let loss = 0;
    for (let batch = 0; batch < batches; batch += 1) {
      step += 1;
      const rate = options.learningRate * Math.min(1, step / warmUpSteps) * (1 - step / (steps + 1));
      const part = pairs.slice(batch * options.batchSize, (batch + 1) * options.batchSize);
      loss += trainBatch(table, adam, part, options.temperature, rate, step);
    }
    report(`epoch ${epoch + 1} of ${options.epochs}: ${batches} batches, loss ${(loss / batches).toFixed(3)}`);
  }
}

function trainBatch(
  table: VectorTable,
  adam: RowAdam,
  pairs: readonly IdPair[],
  temperature: number,
  rate: number,
  step: number,
): number {
  const { dimensions: d } = table;
  const n = pairs.length;
  const left = pool(
    table,
    pairs.map((pair) => pair.left),
  );
  const right = pool(
    table,
    pairs.map((pair) => pair.right),
  );
  const weights = multiplyTransposed(left.unit, right.unit, n, d);
  const isSame = findSame(pairs);
  for (let at = 0; at < n * n; at += 1) weights[at] = isSame[at] === 1 ? -1e9 : (weights[at] as number) / temperature;
  const loss = toGradient(weights, n, temperature);
  const gradients = new Map<number, Float32Array>();
  const leftGradient = multiply(weights, right.unit, n, d);
  const rightGradient = multiply(transpose(weights, n), left.unit, n, d);
  for (const [side, gradient, pooled] of [
    ["left", leftGradient, left],
    ["right", rightGradient, right],
  ] as const) {
    for (let row = 0; row < n; row += 1) {
      projectOut(gradient, pooled.unit, row, d, pooled.lengths[row] as number);
      for (const id of (pairs[row] as IdPair)[side]) {
        let sum = gradients.get(id);
        if (sum === undefined) {
          sum = new Float32Array(d);
          gradients.set(id, sum);
        }
        for (let at = 0; at < d; at += 1) sum[at] = (sum[at] as number) + (gradient[row * d + at] as number);
      }
    }
  }
  for (const [id, gradient] of gradients) adam.apply(id, gradient, rate, step);
  return loss;
}

interface Pooled {
  readonly unit: Float32Array;
  readonly lengths: Float32Array;
}

function pool(table: VectorTable, texts: readonly Int32Array[]): Pooled {
  const { dimensions: d, rows } = table;
  const unit = new Float32Array(texts.length * d);
  const lengths = new Float32Array(texts.length);
  for (const [row, ids] of texts.entries()) {
    for (const id of ids) {
      for (let at = 0; at < d; at += 1)
        unit[row * d + at] = (unit[row * d + at] as number) + (rows[id * d + at] as number);
    }
    let sum = 1e-12;
    for (let at = 0; at < d; at += 1) sum += (unit[row * d + at] as number) ** 2;
    const length = Math.sqrt(sum);
    lengths[row] = length;
    for (let at = 0; at < d; at += 1) unit[row * d + at] = (unit[row * d + at] as number) / length;
  }
  return { unit, lengths };
}

/** Pairs that share a side are no wrong answers for one another. */
function findSame(pairs: readonly IdPair[]): Uint8Array {
  const n = pairs.length;
  const isSame = new Uint8Array(n * n);
  for (const side of ["left", "right"] as const) {
    const groups = Map.groupBy(pairs.keys(), (row) => (pairs[row] as IdPair)[side].join());
    for (const rows of groups.values()) for (const a of rows) for (const b of rows) if (a !== b) isSame[a * n + b] = 1;
  }
  return isSame;
}

/** Turns scores into the gradient of the mean of both directions' cross entropies. @returns the loss */
function toGradient(scores: Float32Array, n: number, temperature: number): number {
  const byColumn = transpose(scores, n);
  let loss = softmaxRows(scores, n);
  softmaxRows(byColumn, n);
  const columns = transpose(byColumn, n);
  for (let at = 0; at < n * n; at += 1) {
    scores[at] = ((scores[at] as number) + (columns[at] as number)) / (2 * n * temperature);
  }
  for (let row = 0; row < n; row += 1)
    scores[row * n + row] = (scores[row * n + row] as number) - 1 / (n * temperature);
  loss /= n;
  return loss;
}

function softmaxRows(scores: Float32Array, n: number): number {
  let loss = 0;
  for (let row = 0; row < n; row += 1) {
    let highest = -Infinity;
    for (let at = 0; at < n; at += 1) highest = Math.max(highest, scores[row * n + at] as number);
    let sum = 0;
    for (let at = 0; at < n; at += 1) {
      const value = Math.exp((scores[row * n + at] as number) - highest);
      scores[row * n + at] = value;
      sum += value;
    }
    for (let at = 0; at < n; at += 1) scores[row * n + at] = (scores[row * n + at] as number) / sum;
    loss -= Math.log(Math.max(1e-12, scores[row * n + row] as number));
  }
  return loss;
}

function transpose(matrix: Float32Array, n: number): Float32Array {
  const turned = new Float32Array(n * n);
  for (let row = 0; row < n; row += 1)
    for (let at = 0; at < n; at += 1) turned[at * n + row] = matrix[row * n + at] as number;
  return turned;
}

/** a (n x d) times the transpose of b (n x d), four rows of b at a time. */
function multiplyTransposed(a: Float32Array, b: Float32Array, n: number, d: number): Float32Array {
  const result = new Float32Array(n * n);
  for (let row = 0; row < n; row += 1) {
    for (let column = 0; column < n; column += 4) {
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      const o = row * d;
      const p0 = column * d;
      for (let at = 0; at < d; at += 1) {
        const value = a[o + at] as number;
        s0 += value * (b[p0 + at] as number);
        s1 += value * (b[p0 + d + at] as number);
        s2 += value * (b[p0 + 2 * d + at] as number);
        s3 += value * (b[p0 + 3 * d + at] as number);
      }
      const place = row * n + column;
      result[place] = s0;
      result[place + 1] = s1;
      result[place + 2] = s2;
      result[place + 3] = s3;
    }
  }
  return result;
}

/** a (n x n) times b (n x d). */
function multiply(a: Float32Array, b: Float32Array, n: number, d: number): Float32Array {
  const result = new Float32Array(n * d);
  for (let row = 0; row < n; row += 1) {
    const o = row * d;
    for (let inner = 0; inner < n; inner += 1) {
      const value = a[row * n + inner] as number;
      if (Math.abs(value) < 1e-9) continue;
      const p = inner * d;
      for (let at = 0; at < d; at += 1) result[o + at] = (result[o + at] as number) + value * (b[p + at] as number);
    }
  }
  return result;
}

/** Gradient of a vector from that of its unit vector. */
function projectOut(gradient: Float32Array, unit: Float32Array, row: number, d: number, length: number): void {
  let product = 0;
  for (let at = row * d; at < (row + 1) * d; at += 1) product += (gradient[at] as number) * (unit[at] as number);
  for (let at = row * d; at < (row + 1) * d; at += 1) {
    gradient[at] = ((gradient[at] as number) - (unit[at] as number) * product) / length;
  }
}

class RowAdam {
  readonly #table: VectorTable;
  readonly #first: Float32Array;
  readonly #second: Float32Array;

  constructor(table: VectorTable) {
    this.#table = table;
    this.#first = new Float32Array(table.rows.length);
    this.#second = new Float32Array(table.rows.length);
  }

  apply(id: number, gradient: Float32Array, rate: number, step: number): void {
    const start = id * this.#table.dimensions;
    const correction1 = 1 - beta1 ** Math.min(step, 1_000);
    const correction2 = 1 - beta2 ** Math.min(step, 10_000);
    for (let at = 0; at < gradient.length; at += 1) {
      const value = gradient[at] as number;
      const first = beta1 * (this.#first[start + at] as number) + (1 - beta1) * value;
      const second = beta2 * (this.#second[start + at] as number) + (1 - beta2) * value * value;
      this.#first[start + at] = first;
      this.#second[start + at] = second;
      const change = (rate * (first / correction1)) / (Math.sqrt(second / correction2) + epsilon);
      this.#table.rows[start + at] = (this.#table.rows[start + at] as number) - change;
    }
  }
}
