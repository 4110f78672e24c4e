/** `npm run fuzz:pii -- [rounds] [seed]`: random values in random encodings, then mutated tokens; prints what gets out and what resolves wrongly. */
import { type Policy, piiTypes, type SessionKey, type VaultStore } from "@sluice/contracts";
import { openPiiSession } from "@sluice/pii";
import { encodings, innerEncodings, outerEncodings } from "../../packages/pii/src/exit/test-encodings.ts";
import { makeTestValue, type Random } from "../../packages/pii/src/exit/test-values.ts";
import { fuzzTokens } from "./pii-tokens.ts";

const rounds = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
const random = createRandom(seed);
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
const origin = { server: "crm", tool: "get" };

function createRandom(start: number): Random {
  let state = start >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const names = Object.keys(encodings);
const fillers = ["", "report: ", "x = ", "id 17; ", "готово: ", '{"a":"', "(", "\n- "];
const field: Readonly<Record<string, string>> = {
  email: "email",
  phone: "phone",
  person: "full_name",
  card: "card_number",
  address: "address",
  "tax-id": "tax_id",
};

let leaks = 0;
const perEncoding = new Map<string, number>();
const VALUES_PER_SESSION = 200;
process.stdout.write(`seed ${seed}, ${rounds} rounds\n`);

for (let done = 0; done < rounds; ) {
  const pii = await openPiiSession({ session: "ses_fuzz" as SessionKey, store, policy });
  const values = Array.from({ length: VALUES_PER_SESSION }, () => makeTestValue(random));
  pii.ingest(
    values.map(({ type, value }) => ({ [field[type] ?? "value"]: value })),
    origin,
  );
  for (let count = 0; count < 2000 && done < rounds; count++, done++) {
    const { value, type } = pick(values);
    if (pii.describe(value) === undefined) continue;
    const isNested = random() < 0.3;
    const chain = isNested ? [pick(innerEncodings), pick(outerEncodings)] : [pick(names)];
    const hidden = chain.reduce((text, name) => (encodings[name] as (text: string) => string)(text), value);
    const text = `${pick(fillers)}${hidden}${pick(["", ".", ' "', "\n", ", ok"])}`;
    const out = pii.washText(text).value;
    if (!out.includes(hidden) && /\[[A-Z_]+_\d+\]/.test(out)) continue;
    leaks++;
    const name = chain.join(" in ");
    perEncoding.set(name, (perEncoding.get(name) ?? 0) + 1);
    if (leaks <= 40) process.stdout.write(`leak ${type} by ${name}: ${JSON.stringify({ value, text, out })}\n`);
  }
}

for (const [name, count] of [...perEncoding].sort((a, b) => b[1] - a[1])) process.stdout.write(`${name}: ${count}\n`);
process.stdout.write(`${leaks} leaks in ${rounds} rounds\n`);

const wrong = fuzzTokens(rounds * 10, random, (line) => process.stdout.write(`${line}\n`));
process.stdout.write(`${wrong} wrong resolutions in ${rounds * 10} fuzzed tokens\n`);
process.exitCode = leaks + wrong === 0 ? 0 : 1;
