import { staticString, type Visit } from "../walk.ts";
import { literalNodes, literalText } from "./literal-text.ts";
import type { Rule } from "./rule.ts";

interface SecretPattern {
  readonly name: string;
  readonly pattern: RegExp;
}

/** Forms that issuers publish for their keys; each is bounded, so that a search takes linear time. */
const patterns: readonly SecretPattern[] = [
  { name: "a private key", pattern: /-----BEGIN (?:[A-Z]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/ },
  { name: "an AWS access key", pattern: /\b(?:AKIA|ASIA|AGPA|AIDA|AROA)[A-Z0-9]{16}\b/ },
  { name: "a GitHub token", pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{50,255})\b/ },
  { name: "a GitLab token", pattern: /\bglpat-[A-Za-z0-9_-]{20,64}/ },
  { name: "a Slack token", pattern: /\bxox[abeprs]-[A-Za-z0-9-]{10,250}/ },
  {
    name: "a Slack webhook",
    pattern: /hooks\.slack\.com\/services\/T[A-Z0-9]{6,16}\/B[A-Z0-9]{6,16}\/[A-Za-z0-9]{16,40}/,
  },
  { name: "a Stripe key", pattern: /\b(?:sk|rk|whsec)_(?:live_|test_)?[A-Za-z0-9]{20,120}\b/ },
  { name: "an OpenAI or Anthropic key", pattern: /\bsk-(?:ant-|proj-|svcacct-)?[A-Za-z0-9_-]{32,220}/ },
  { name: "a Google API key", pattern: /\bAIza[A-Za-z0-9_-]{35}/ },
  { name: "an npm token", pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { name: "a SendGrid key", pattern: /\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}/ },
  { name: "a Telegram bot token", pattern: /\b\d{8,10}:AA[A-Za-z0-9_-]{32,34}\b/ },
  { name: "a JSON web token", pattern: /\beyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,2000}/ },
  { name: "a bearer token", pattern: /\bBearer [A-Za-z0-9._~+/-]{24,2000}/ },
  {
    name: "a password in an address",
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{1,80}:[^\s:/@${}]{3,80}@[^\s/]{1,200}/i,
  },
];

const secretName =
  /(?:^|[_\-.])(?:pass(?:word|wd|phrase)?|secret|api[_-]?key|access[_-]?(?:key|token)|auth[_-]?token|client[_-]?secret|private[_-]?key)$/i;
const placeholder =
  /^(?:x+|\*+|\.+|<.*>|\$\{?.*\}?|\[.*\]|your.*|example.*|changeme|password|secret|test|todo|none|null|true|false)$/i;

export const noSecrets: Rule = {
  id: "no-secrets",
  description: "Keys, private keys, tokens and passwords written into code",
  severity: "block",
  nodes: literalNodes,
  check(visit, scope) {
    const text = literalText(visit);
    if (text === undefined || text.length < 6) return;
    const advice = "Leave credentials to the servers' configuration: tools are called without them";
    const found = patterns.find(({ pattern }) => pattern.test(text));
    if (found !== undefined) {
      const message = `Cannot keep this text in code: it looks like ${found.name}`;
      scope.report({ start: visit.node.start, message, advice, isSensitive: true });
    } else if (isNamedSecret(visit, text)) {
      const message = "Cannot keep this text in code: its name says that it is a secret";
      scope.report({ start: visit.node.start, message, advice, isWeak: true, isSensitive: true });
    }
  },
};

/** `const apiKey = "…"`, `{ password: "…" }`, `x.secret = "…"`. */
function isNamedSecret({ up, key }: Visit, text: string): boolean {
  if (placeholder.test(text) || /\s/.test(text) || text.length > 500) return false;
  const parent = up?.node;
  let name: string | undefined;
  if (parent?.type === "VariableDeclarator" && key === "init" && parent.id.type === "Identifier") name = parent.id.name;
  else if (
    (parent?.type === "Property" || parent?.type === "PropertyDefinition") &&
    key === "value" &&
    !parent.computed
  ) {
    name = parent.key.type === "Identifier" ? parent.key.name : staticString(parent.key);
  } else if (parent?.type === "AssignmentExpression" && key === "right" && parent.left.type === "MemberExpression") {
    name = parent.left.property.type === "Identifier" ? parent.left.property.name : undefined;
  }
  // camelCase words become separate ones.
  return name !== undefined && secretName.test(name.replace(/([a-z])([A-Z])/g, "$1_$2"));
}
