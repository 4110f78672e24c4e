import { createToolEntry, type ServerEntry, type ToolEntry } from "@sluice/contracts";

export interface MadeServer {
  readonly server: ServerEntry;
  readonly entries: readonly ToolEntry[];
}

const toolsPerServer = 50;
const vocabulary = 12_000;
const verbs = "list get create update delete search export archive assign merge send read write run check".split(" ");
const syllables = "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo zu".split(" ");

/** Numbers from 0 (inclusive) to 1, the same in each run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

/** The word of that number: three syllables, so that no two are alike. */
function toWord(number: number): string {
  const at = (place: number): string =>
    syllables[Math.floor(number / syllables.length ** place) % syllables.length] ?? "";
  return number < verbs.length ? (verbs[number] as string) : `${at(0)}${at(1)}${at(2)}${at(3)}`;
}

/** Few words are frequent and most are rare, as in texts that people write. */
function drawWord(random: () => number): string {
  return toWord(Math.floor(vocabulary ** random()) - 1);
}

function drawWords(random: () => number, count: number): string {
  return Array.from({ length: count }, () => drawWord(random)).join(" ");
}

/** Tools with texts of the length and the spread of words that real ones have. */
export function makeServers(tools: number): MadeServer[] {
  const random = createRandom(7);
  return Array.from({ length: Math.ceil(tools / toolsPerServer) }, (_, number) => {
    const name = `${drawWord(random)}${number}`;
    const server = { name, description: drawWords(random, 12) };
    const entries = Array.from({ length: Math.min(toolsPerServer, tools - number * toolsPerServer) }, (_, at) =>
      createToolEntry(name, {
        name: `${verbs[at % verbs.length]}_${drawWord(random)}_${at}`,
        description: drawWords(random, 24),
        inputSchema: {
          type: "object",
          properties: Object.fromEntries(
            Array.from({ length: 4 }, () => [drawWord(random), { type: "string", description: drawWords(random, 8) }]),
          ),
        },
        annotations: {},
      }),
    );
    return { server, entries };
  });
}

/** Questions of four to twelve words, most of them of one tool's text. */
export function makeQueries(servers: readonly MadeServer[], count: number): string[] {
  const random = createRandom(11);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  return Array.from({ length: count }, () => {
    const words = pick(pick(servers).entries).description.split(" ");
    const length = 4 + Math.floor(random() * 9);
    return Array.from({ length }, () => (random() < 0.8 ? pick(words) : drawWord(random))).join(" ");
  });
}
