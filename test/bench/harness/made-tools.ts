const verbs = ["list", "get", "create", "update", "delete", "search", "export", "archive", "assign", "merge"] as const;
const nouns = [
  "invoice",
  "ticket",
  "branch",
  "contact",
  "shipment",
  "campaign",
  "sensor",
  "booking",
  "article",
  "payment",
] as const;
const scopes = [
  "team",
  "project",
  "region",
  "account",
  "season",
  "device",
  "channel",
  "tenant",
  "folder",
  "quarter",
] as const;

type Definition = { readonly name: string } & Record<string, unknown>;

/** Plausible definitions of middling size, for machines without a folder of real ones. */
export function makeTools(count: number): Definition[] {
  const total = Number.isFinite(count) ? count : 1000;
  return Array.from({ length: total }, (_, i) => {
    const verb = verbs[i % 10] ?? "list";
    const noun = nouns[Math.floor(i / 10) % 10] ?? "invoice";
    const scope = scopes[Math.floor(i / 100) % 10] ?? "team";
    const round = i >= 1000 ? `_v${Math.floor(i / 1000) + 1}` : "";
    return {
      name: `${verb}_${scope}_${noun}${round}`,
      description: `${verb} the ${noun} records of one ${scope}. Returns what is left after the filter, newest first, and says how many there are in all.`,
      inputSchema: {
        type: "object",
        properties: {
          [`${scope}_id`]: { type: "string", description: `The ${scope} that the ${noun} belongs to` },
          filter: {
            type: "object",
            properties: { status: { type: "string", enum: ["open", "closed"] }, text: { type: "string" } },
          },
          limit: { type: "integer", minimum: 1, maximum: 100, default: 20, description: "How many at most" },
        },
        required: [`${scope}_id`],
      },
      annotations: { readOnlyHint: verb === "list" || verb === "get" || verb === "search" },
    };
  });
}
