import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cloudEventSchema, errorTable, eventDataSchemas, eventTypes, toSubject } from "@sluice/contracts";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { configSchema } from "../../packages/gateway/src/config-schema.ts";
import { createApiRoutes } from "../../packages/gateway/src/http/api-routes.ts";
import { surfaceSchemas } from "../../packages/gateway/src/mcp/tool-definitions.ts";
import { listFiles } from "../architecture/source-files.ts";
import { findConfigProblem } from "./config-problem.ts";
import { fencesOf, readDoc, root, tableOf, wordsOf } from "./markdown.ts";

describe("docs/EVENTS.md", () => {
  const doc = readDoc("docs/EVENTS.md");

  it("has every event type with its fields, and no other", () => {
    const real = eventTypes.map((type) => {
      const fields = Object.entries(eventDataSchemas[type].shape as Record<string, z.ZodType>);
      return [type, fields.map(([name, schema]) => (schema.safeParse(undefined).success ? `${name}?` : name)).sort()];
    });
    const rows = tableOf(doc, "type", "when").map(([type, , fields]) => [
      wordsOf(type)[0],
      [...wordsOf(fields)].sort(),
    ]);
    expect(rows).toEqual(real);
  });

  it("shows an event as it is published", () => {
    const examples = fencesOf(doc).filter(({ title }) => title === "event");
    expect(examples.length).toBeGreaterThan(0);
    for (const { body } of examples) {
      const event = cloudEventSchema.strict().parse(JSON.parse(body));
      expect(eventDataSchemas[event.type].safeParse(event.data).error).toBeUndefined();
    }
  });

  it("names the subject as events have it", () => {
    expect(doc.text).toContain(toSubject("run.completed"));
  });
});

describe("docs/HTTP-API.md", () => {
  const doc = readDoc("docs/HTTP-API.md");

  it("has every error code with status, exit code and whether to retry, and no other", () => {
    const rows = tableOf(doc, "code", "HTTP").map(([code, status, exit, retry]) => [
      wordsOf(code)[0],
      status,
      exit,
      retry,
    ]);
    const real = Object.entries(errorTable).map(([code, { httpStatus, exitCode, retryable }]) => [
      code,
      String(httpStatus),
      String(exitCode),
      retryable ? "yes" : "no",
    ]);
    expect(rows.sort()).toEqual(real.sort());
  });

  it("has every route, and no other", () => {
    const api = createApiRoutes({ engine: { operations: {} } } as never).routes.map(
      ({ method, path }) => `${method} /api${path}`,
    );
    const app = readFileSync(join(root, "packages/gateway/src/http/app.ts"), "utf8");
    const own = [...app.matchAll(/app\.(get|all)\(\s*"([^"]+)"/g)].map(
      (match) => `${match[1]?.toUpperCase()} ${match[2]}`,
    );
    expect(own.length).toBeGreaterThan(3);
    const real = new Set([...api, ...own, "GET /events"].filter((route) => route !== "ALL /api/*"));
    const written = tableOf(doc, "method", "path").map(([method, path]) => `${method} ${wordsOf(path)[0]}`);
    expect(written.sort()).toEqual([...real].sort());
  });

  it("has the arguments of the five tools, and no other", () => {
    const rows = tableOf(doc, "tool", "arguments").map(([tool, args]) => {
      // Values of a field stand in brackets behind it.
      const names = wordsOf((args ?? "").replace(/\([^)]*\)/g, "")).map((word) => word.replace("?", ""));
      return [wordsOf(tool)[0], names.sort()];
    });
    const real = Object.entries(surfaceSchemas).map(([tool, schema]) => [tool, Object.keys(schema.shape).sort()]);
    expect(rows).toEqual(real);
  });
});

describe("docs/CONFIGURATION.md", () => {
  const doc = readDoc("docs/CONFIGURATION.md");

  it("has every key of sluice.json with its default, and no other", () => {
    const defaults = configSchema.parse({}) as Record<string, unknown>;
    const keys = Object.entries(configSchema.shape).flatMap(([name, schema]) => {
      const inner = shapeOf(schema);
      return inner === undefined ? [name] : Object.keys(inner).map((key) => `${name}.${key}`);
    });
    const rows = tableOf(doc, "key", "default");
    expect(rows.flatMap(([key]) => wordsOf(key)).sort()).toEqual(keys.sort());
    for (const [key, written] of rows) {
      const [part = "", field] = (wordsOf(key)[0] ?? "").split(".");
      const value =
        field === undefined ? defaults[part] : (defaults[part] as Record<string, unknown> | undefined)?.[field];
      if (value === undefined || key?.includes("sandbox")) continue;
      expect(wordsOf(written)[0], key).toBe(typeof value === "object" ? JSON.stringify(value) : String(value));
    }
  });

  it("has every key of a server, and no other", () => {
    const written = tableOf(doc, "key of a server", "default").flatMap(([key]) => wordsOf(key));
    const problem = findConfigProblem('{ "mcpServers": { "one": { "command": "node", "zzzzzzzzzzzz": true } } }');
    const known = /keys there: ([\w, ]+)/.exec(problem ?? "")?.[1]?.split(", ") ?? [];
    expect(written.sort()).toEqual(known.sort());
  });

  it("has every variable that Sluice reads, and no other", () => {
    const read = listFiles("packages")
      .filter(({ path }) => /\/(?:src|bin)\/.*\.m?ts$/.test(path) && !/\.(?:test|fixture)\.ts$/.test(path))
      .flatMap((file) =>
        [...file.read().matchAll(/\benv\.((?:SLUICE_|NATS_)[A-Z_]+|NO_COLOR)\b/g)].map((match) => match[1]),
      );
    const written = tableOf(doc, "variable", "same as").flatMap(([name]) => wordsOf(name));
    expect(written.sort()).toEqual([...new Set(read)].sort());
  });
});

/** The fields of an object schema inside its defaults. */
function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  let inner = schema as { shape?: Record<string, unknown>; unwrap?: () => unknown; def?: { type?: string } };
  while (inner.shape === undefined && inner.unwrap !== undefined && inner.def?.type !== "record")
    inner = inner.unwrap() as typeof inner;
  return inner.shape;
}
