/** `npm run bench:pii`: cost of the personal-data boundary, in CPU time of this process. */
import { type Policy, piiTypes, type SessionKey, type VaultStore } from "@sluice/contracts";
import { defaultDetectors, findPii, openPiiSession, type WashingSession } from "@sluice/pii";
import { hostileTexts, makeText, makeValues, plainResult } from "./pii-data.ts";

export interface PiiFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: { readonly limit: number; readonly is: "at most" | "at least" };
}

const policy: Policy["pii"] = {
  types: [...piiTypes],
  modes: {},
  pins: {},
  flows: [],
  encoded: "replace",
  sealed: false,
};
const store: VaultStore = {
  read: async () => [],
  write: async () => {},
  erase: async () => {},
  eraseIdle: async () => 0,
};
const origin = { server: "crm", tool: "list" };
const open = (): Promise<WashingSession> => openPiiSession({ session: "ses_bench" as SessionKey, store, policy });

/** Median CPU milliseconds. */
function measure(times: number, run: () => void): number {
  const used: number[] = [];
  for (let count = 0; count < times; count++) {
    const started = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(started);
    used.push((user + system) / 1000);
  }
  return used.sort((a, b) => a - b)[Math.floor(times / 2)] ?? 0;
}

/** One figure: printed, and kept for whoever started this in a process of its own. */
const figures: PiiFigure[] = [];
function note(name: string, value: number, unit: string, goal?: PiiFigure["goal"]): void {
  figures.push({ name, value, unit, ...(goal === undefined ? {} : { goal }) });
  const wanted = goal === undefined ? "" : `  [${goal.is} ${goal.limit}]`;
  process.stdout.write(`${name.padEnd(64)} ${value.toFixed(2).padStart(9)} ${unit}${wanted}\n`);
}

async function enter(
  count: number,
): Promise<{ readonly pii: WashingSession; readonly ms: number; readonly values: readonly string[] }> {
  const pii = await open();
  const values = makeValues(count);
  const rows = values.map((email) => ({ email }));
  const ms = measure(1, () => pii.ingest(rows, origin));
  return { pii, ms, values };
}

const small = plainResult(10_000);
const smallSession = await open();
for (let warm = 0; warm < 200; warm++) smallSession.wash(smallSession.ingest(small, origin));
const entrance = measure(101, () => smallSession.ingest(small, origin));
const exit = measure(101, () => smallSession.wash(small));
note("10 KB result without personal data, entrance", entrance, "ms");
note("10 KB result without personal data, exit", exit, "ms");
note("10 KB result without personal data, both", entrance + exit, "ms", { limit: 1, is: "at most" });

const prose = makeText(1_000_000);
const options = { detectors: defaultDetectors, types: new Set(piiTypes) };
note("text detectors, mixed prose", 1000 / measure(5, () => findPii(prose, options)), "MB/s", {
  limit: 3,
  is: "at least",
});
const records = plainResult(1_000_000);
const bytes = JSON.stringify(records).length / 1e6;
note("structured detection, records", (bytes * 1000) / measure(5, () => smallSession.ingest(records, origin)), "MB/s", {
  limit: 10,
  is: "at least",
});

for (const count of [10_000, 100_000]) {
  const { pii, ms, values } = await enter(count);
  note(`entering ${count} values`, ms, "ms");
  const text = makeText(1_000_000, values);
  note(
    `1 MB against ${count} values, plain and encoded`,
    measure(5, () => pii.inspect(text)),
    "ms",
    { limit: 200, is: "at most" },
  );
  if (count > 10_000) continue;
  for (const [name, hostile] of Object.entries(hostileTexts(1_000_000))) {
    const whole = measure(3, () => pii.inspect(hostile));
    const quarter = measure(3, () => pii.inspect(hostile.slice(0, hostile.length / 4)));
    note(`1 MB of ${name}`, whole, "ms");
    note(`1 MB of ${name}, against four times a quarter of it`, whole / (4 * quarter), "×", {
      limit: 2,
      is: "at most",
    });
  }
}
process.send?.(figures);
process.disconnect?.();
