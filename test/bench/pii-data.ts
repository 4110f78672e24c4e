import type { Json } from "@sluice/contracts";

/** A small generator with a seed: the same data on every machine. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const words =
  "the quick report shows that orders from last week were shipped late because a carrier lost two pallets we should ask support about it and update the status page before noon заказ был отправлен вчера но клиент его не получил поэтому нужно проверить склад и написать ответ".split(
    " ",
  );

export function makeValues(count: number): readonly string[] {
  const random = createRandom(7);
  return Array.from({ length: count }, (_, index) => {
    const name = Math.floor(random() * 1e9).toString(36);
    return `${name}.${index.toString(36)}@${["example.com", "mail.example.org", "corp.example.net"][index % 3]}`;
  });
}

/** Prose with numbers, and now and then one of the values. */
export function makeText(length: number, values: readonly string[] = []): string {
  const random = createRandom(11);
  const pieces: string[] = [];
  for (let size = 0; size < length; ) {
    const at = Math.floor(random() * words.length);
    let word = words[at] as string;
    if (random() < 0.05) word = `${word[0]?.toUpperCase()}${word.slice(1)}`;
    if (random() < 0.03) word = String(Math.floor(random() * 1e6));
    if (random() < 0.02) word = `${word}.`;
    if (values.length > 0 && random() < 0.005) word = values[Math.floor(random() * values.length)] as string;
    pieces.push(word);
    size += word.length + 1;
  }
  return pieces.join(" ");
}

/** Records of a tracker: ids, states, times, titles. */
export function plainResult(length: number): Json {
  const random = createRandom(13);
  const rows: Json[] = [];
  for (let size = 0; size < length; ) {
    const row = {
      id: Math.floor(random() * 1e7),
      nodeId: Array.from({ length: 3 }, () =>
        Math.floor(random() * 2 ** 32)
          .toString(16)
          .padStart(8, "0"),
      ).join("-"),
      state: random() < 0.5 ? "open" : "closed",
      title: Array.from({ length: 6 }, () => words[Math.floor(random() * 40)]).join(" "),
      createdAt: new Date(1.7e12 + random() * 1e10).toISOString(),
      url: `https://tracker.example/issues/${Math.floor(random() * 1e5)}`,
      labels: ["bug", "triage"],
      points: Math.floor(random() * 13),
    };
    rows.push(row);
    size += JSON.stringify(row).length + 1;
  }
  return { items: rows, total: rows.length };
}

export function hostileTexts(length: number): Readonly<Record<string, string>> {
  const repeat = (piece: string): string => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
  const random = createRandom(17);
  return {
    "one letter": repeat("a"),
    "one Cyrillic letter": repeat("ж"),
    "at signs": repeat("@"),
    "a@a@": repeat("a@"),
    percent: repeat("%41"),
    "half escapes": repeat("%&#\\u"),
    "hex digits": Buffer.from(Array.from({ length: length / 2 }, () => random() * 256)).toString("hex"),
    base64: Buffer.from(Array.from({ length: (length * 3) / 4 }, () => random() * 256)).toString("base64"),
    "numbers in a list": repeat("65, 97, 104, "),
    "capitalised words": repeat("Ivan Petrov "),
    "token-like": repeat("[EMAIL_1"),
    brackets: repeat("["),
    uuids: repeat("123e4567-e89b-12d3-a456-426614174000 "),
    "minified source": repeat('function a(b,c){return b.d(c)?e[f]:g.h(i,"j")}var k=l||m;'),
  };
}
