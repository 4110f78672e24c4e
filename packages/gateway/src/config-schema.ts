import { serverNameSchema } from "@sluice/contracts";
import { z } from "zod";

const shared = {
  /** `lazy` (default) connects on first use, `eager` with the gateway. */
  start: z.enum(["lazy", "eager"]).optional(),
  timeoutMs: z.int().min(100).max(3_600_000).optional(),
  maxConcurrent: z.int().min(1).max(1024).optional(),
  /** Shown to agents and searched. */
  description: z.string().optional(),
};

const stdioServerSchema = z.strictObject({
  type: z.literal("stdio").optional(),
  command: z.string().min(1),
  args: z.array(z.string()).optional(),
  env: z.record(z.string(), z.string()).optional(),
  cwd: z.string().optional(),
  ...shared,
});

const httpServerSchema = z.strictObject({
  type: z.enum(["http", "streamable-http"]).optional(),
  url: z.url({ protocol: /^https?$/ }),
  headers: z.record(z.string(), z.string()).optional(),
  /** What a login needs that discovery cannot tell. */
  oauth: z
    .strictObject({
      clientId: z.string().min(1).optional(),
      clientSecret: z.string().min(1).optional(),
      clientMetadataUrl: z.url({ protocol: /^https$/ }).optional(),
      issuer: z.url({ protocol: /^https?$/ }).optional(),
      scope: z.string().min(1).optional(),
      redirectPort: z.int().min(1).max(65_535).optional(),
    })
    .refine(({ clientId, clientSecret }) => clientSecret === undefined || clientId !== undefined, {
      message: "clientSecret needs a clientId beside it",
    })
    .optional(),
  ...shared,
});

/** A server is told apart by `command` or `url`, so that its errors name the right keys. */
const upstreamServerSchema = z.unknown().transform((value, context) => {
  const isHttp = typeof value === "object" && value !== null && "url" in value;
  const parsed = (isHttp ? httpServerSchema : stdioServerSchema).safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) context.issues.push({ ...issue, input: value } as never);
  return z.NEVER;
});

const tokensSchema = z
  .record(z.string(), z.string().min(16, "a token has at least 16 characters"))
  .superRefine((tokens, context) => {
    const owners = new Map<string, string>();
    for (const [principal, token] of Object.entries(tokens)) {
      const owner = owners.get(token);
      // Whoever came later would be taken for the other, with that one's policy and runs.
      if (owner !== undefined)
        context.addIssue({
          code: "custom",
          path: [principal],
          message: `it is the token of "${owner}" too; give each principal its own`,
        });
      owners.set(token, owner ?? principal);
    }
  });

export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  mcpServers: z.record(serverNameSchema, upstreamServerSchema).default({}),
  folders: z
    .strictObject({
      policies: z.string().min(1).default("policies"),
      skills: z.string().min(1).default("skills"),
      generated: z.string().min(1).default("generated"),
      workspaces: z.string().min(1).default("workspaces"),
      data: z.string().min(1).default(".sluice"),
    })
    .prefault({}),
  http: z
    .strictObject({
      host: z.string().min(1).default("127.0.0.1"),
      port: z.int().min(0).max(65_535).default(7411),
      /** Principal to bearer token. Absent: everyone on loopback is `local`; then another host is refused. */
      tokens: tokensSchema.optional(),
      /** Host names beside loopback under which clients may call. */
      allowedHosts: z.array(z.string()).default([]),
      allowedOrigins: z.array(z.url()).default([]),
    })
    .prefault({}),
  nats: z.strictObject({ servers: z.array(z.string()).min(1) }).optional(),
  sandbox: z
    .strictObject({
      maxProcesses: z.int().min(1).max(1024).optional(),
      warm: z.int().min(0).max(64).optional(),
    })
    .prefault({}),
});

export type Config = z.infer<typeof configSchema>;
