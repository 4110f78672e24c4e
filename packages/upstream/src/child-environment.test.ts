import { expect, test } from "vitest";
import { createChildEnvironment } from "./child-environment.ts";

test("createChildEnvironment() hands on the few and what the settings name, nothing else", () => {
  const host = { PATH: "/bin", HOME: "/home/a", AWS_SECRET_ACCESS_KEY: "s", NODE_OPTIONS: "--x", TZ: undefined };
  expect(createChildEnvironment(host, { TOKEN: "t", HOME: "/home/b" })).toEqual({
    PATH: "/bin",
    HOME: "/home/b",
    TOKEN: "t",
  });
});

test("createChildEnvironment() drops exported shell functions", () => {
  expect(createChildEnvironment({ PATH: "() { :; }; rm" })).toEqual({});
});
