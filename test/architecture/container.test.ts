import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse as parseJson } from "jsonc-parser";
import { describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import { root } from "./source-files.ts";

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
}

const read = (path: string) => readFileSync(join(root, path), "utf8");
const compose = parseYaml(read("docker-compose.yml")) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};
const dockerfile = read("Dockerfile");

describe("docker-compose.yml", () => {
  const { nats, gateway } = compose.services;

  it("runs NATS with JetStream on a volume, and the gateway of this folder once it is healthy", () => {
    expect(nats?.command).toContain("--jetstream");
    expect(nats?.healthcheck?.test[0]).toBe("CMD");
    expect(gateway?.build).toBe(".");
    expect(gateway?.depends_on).toEqual({ nats: { condition: "service_healthy" } });
    expect(gateway?.environment?.NATS_URL).toBe("nats://nats:4222");
  });

  it("publishes ports on loopback only, and takes no token of its own making", () => {
    expect(nats?.ports).toBeUndefined();
    expect(gateway?.ports).toEqual(["127.0.0.1:7411:7411"]);
    expect(gateway?.environment?.SLUICE_TOKEN).toMatch(/^\$\{SLUICE_TOKEN:\?/);
  });

  it("keeps what must outlive a container on volumes that it declares", () => {
    const named = [nats, gateway]
      .flatMap((service) => service?.volumes ?? [])
      .map((volume) => volume.split(":")[0] ?? "");
    const declared = Object.keys(compose.volumes);
    expect(named.filter((name) => !name.startsWith("./")).sort()).toEqual(declared.sort());
    for (const path of named.filter((name) => name.startsWith("./")))
      expect(statSync(join(root, path)).isDirectory()).toBe(true);
  });
});

describe("Dockerfile", () => {
  it("copies only what is there, and runs as a user without rights", () => {
    const sources = [...dockerfile.matchAll(/^COPY (.+) \S+$/gm)].flatMap((match) => (match[1] ?? "").split(" "));
    expect(sources.length).toBeGreaterThan(5);
    for (const source of sources) expect(() => statSync(join(root, source))).not.toThrow();
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile.indexOf("USER node")).toBeLessThan(dockerfile.indexOf("\nCMD"));
  });

  it("uses the Node that package.json names, and a configuration that asks for a token", () => {
    const { dependencies } = JSON.parse(read("package.json")) as { dependencies: { node: string } };
    expect(dockerfile).toContain(`FROM node:${dependencies.node.split(".")[0]}-`);
    const config = parseJson(read("sluice.docker.json")) as { http: { host: string; tokens: unknown } };
    expect(config.http).toMatchObject({
      host: "0.0.0.0",
      tokens: { admin: expect.stringMatching(/^\$\{SLUICE_TOKEN\}$/) },
    });
  });
});
