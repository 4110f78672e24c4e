const rules = [
  "max-depth",
  "max-size",
  "no-computed-imports",
  "no-dynamic-code",
  "no-endless-loop",
  "no-node-builtins",
  "no-personal-data",
  "no-process-access",
  "no-prototype-tampering",
  "no-secrets",
];

/** Advice is off and limits are small: what is tested is the process, not what is said about code beforehand. */
const attacked = `
sandbox:
  isolation: any
  memoryMb: 96
  cpuMs: 800
  wallMs: 20000
  outputKb: 128
  frameKb: 512
  openFiles: 128
  files: { read: [workspace], write: [workspace], maxFileMb: 8, maxTotalMb: 16, maxFiles: 200 }
tools:
  - deny: "*.admin_*"
    reason: Nobody deletes everything
  - allow: "*"
calls: { perRun: 200, parallel: 8 }
rate: { runsPerMinute: 100000, concurrentRuns: 64 }
typecheck: "off"
rules: { ${rules.map((rule) => `${rule}: "off"`).join(", ")} }
`;

const policy = (name: string, principals: readonly string[], more = ""): string =>
  `name: ${name}\n${name === "attacked" ? attacked : "extends: attacked\n"}match: { principals: ${JSON.stringify(principals)} }\n${more}`;

export const attackPolicies: Readonly<Record<string, string>> = {
  "attacked.yaml": policy("attacked", ["attacker", "neighbour", "healthy"]),
  "reading.yaml": policy(
    "reading",
    ["reader"],
    "sandbox:\n  files: { read: [workspace], write: [], maxFileMb: 8, maxTotalMb: 16, maxFiles: 200 }\n",
  ),
  "no-files.yaml": policy(
    "no-files",
    ["pathless"],
    "sandbox:\n  files: { read: [], write: [], maxFileMb: 8, maxTotalMb: 16, maxFiles: 200 }\n",
  ),
  "roomy.yaml": policy("roomy", ["roomy"], "sandbox: { memoryMb: 2048, cpuMs: 8000 }\n"),
  "no-jit.yaml": policy("no-jit", ["jitless"], "sandbox:\n  jit: false\n"),
  "sealed.yaml": policy("sealed", ["sealed"], "pii: { sealed: true }\n"),
  "blocking.yaml": policy("blocking", ["blocked"], "pii: { encoded: block }\n"),
};
