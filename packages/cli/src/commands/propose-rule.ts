import type { ApprovalRecord, Json } from "@sluice/contracts";

/** Reads as a pattern or as a stand-in for personal data, so that it cannot be written down as it is. */
const NOT_LITERAL = /[*?[\]{}()!+@|\\]/;

/** A rule that would have let the approved call happen by itself: text for an admin to read, narrow and paste. */
export function proposeRule(approval: ApprovalRecord): string {
  const { server, tool, decidedBy = "a person", decidedAt = "", id } = approval;
  const args = approval.editedArguments ?? approval.arguments;
  const { written, left } = toPatterns(args);
  const lines = [
    "# Nothing was changed. To let such calls happen without asking, put this above the rule that asked:",
    "tools:",
    `  - allow: ${JSON.stringify(`${server}.${tool}`)}`,
    ...(written.length === 0
      ? []
      : ["    args:", ...written.map(([name, value]) => `      ${JSON.stringify(name)}: ${JSON.stringify(value)}`)]),
    `    reason: ${JSON.stringify(`as approved by ${decidedBy} in ${id}${decidedAt === "" ? "" : ` on ${decidedAt.slice(0, 10)}`}`)}`,
  ];
  if (left.length > 0) lines.push(`# Not narrowed, so any value will do: ${left.join(", ")}`);
  if (written.length > 0)
    lines.push("# Arguments that are left out of `args` may have any value; `*` and `**` widen one that is there.");
  return `${lines.join("\n")}\n`;
}

function toPatterns(args: Json): {
  readonly written: readonly (readonly [name: string, value: string])[];
  readonly left: readonly string[];
} {
  const written: [string, string][] = [];
  const left: string[] = [];
  const visit = (value: Json, name: string): void => {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) {
        if (key.includes(".")) left.push(name === "" ? key : `${name}.${key}`);
        else visit(inner as Json, name === "" ? key : `${name}.${key}`);
      }
    } else if (value === null || typeof value === "object" || value === "" || NOT_LITERAL.test(String(value))) {
      left.push(name);
    } else {
      written.push([name, String(value)]);
    }
  };
  visit(args, "");
  return { written, left: left.map((name) => JSON.stringify(name)) };
}
