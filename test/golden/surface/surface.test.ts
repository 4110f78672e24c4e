import { join } from "node:path";
import { errorTable, eventDataSchemas, eventTypes, toSubject } from "@sluice/contracts";
import { readConfig, surfaceDefinitions } from "@sluice/gateway";
import type { Command } from "commander";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createProgram } from "../../../packages/cli/src/program.ts";
import { createApp } from "../../../packages/gateway/src/http/app.ts";

const toFile = (name: string): string => join(import.meta.dirname, name);
const toText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** What others build on. A difference here is a change of the contract: it belongs into the changelog. */
describe("golden: surface", () => {
  test("the MCP tools, in under 1,000 model tokens", async () => {
    expect(countTokens(JSON.stringify({ tools: surfaceDefinitions }))).toBeLessThan(1_000);
    await expect(toText(surfaceDefinitions)).toMatchFileSnapshot(toFile("expected-tools.json"));
  });

  test("the command line's help", async () => {
    await expect(printHelp(createProgram(), [])).toMatchFileSnapshot(toFile("expected-help.txt"));
  });

  test("the HTTP routes", async () => {
    const config = readConfig({}, {}, "/");
    const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const parts = {
      config,
      engine: { operations: {} },
      log: silent,
      adminToken: "none",
      version: "0",
      instance: "none",
    };
    const app = createApp(parts as never);
    await app.close();
    const routes = app.routes.filter((route) => !route.endsWith("/*"));
    await expect(`${routes.join("\n")}\n`).toMatchFileSnapshot(toFile("expected-routes.txt"));
  });

  test("the events with their subjects and data", async () => {
    const events = eventTypes.map((type) => {
      const { $schema: _dialect, ...data } = z.toJSONSchema(eventDataSchemas[type]);
      return { type, subject: toSubject(type), data };
    });
    await expect(toText(events)).toMatchFileSnapshot(toFile("expected-events.json"));
  });

  test("the error codes with whose fault they are, HTTP status and exit code", async () => {
    await expect(toText(errorTable)).toMatchFileSnapshot(toFile("expected-errors.json"));
  });
});

/** Every command's help, at one width whatever the terminal. */
function printHelp(command: Command, path: readonly string[]): string {
  command.configureHelp({ helpWidth: 100 });
  const name = [...path, command.name()];
  const own = `$ ${name.join(" ")} --help\n${command.helpInformation()}\n`;
  return own + command.commands.map((inner) => printHelp(inner, name)).join("");
}
