import { expect, test } from "vitest";
import type { Launch } from "./launch.ts";
import { withoutStrays } from "./stray-descriptors.ts";

const launch: Launch = {
  command: "/usr/bin/prlimit",
  args: ["--cpu=1:1", "deno"],
  env: {},
  cwd: "/",
  files: [10, 11],
  uid: undefined,
  denoDepth: 0,
  dispose: () => undefined,
};

test("withoutStrays() changes nothing where there are none", () => {
  expect(withoutStrays(launch, [], "/bin/bash")).toBe(launch);
});

test("withoutStrays() closes strays and leaves the descriptors of the box", () => {
  const wrapped = withoutStrays(launch, [4, 33, 251], "/bin/bash");
  expect(wrapped.command).toBe("/bin/bash");
  expect(wrapped.args).toEqual([
    ...["--norc", "-c", 'exec 33>&- 251>&-; exec "$@"', "sandbox"],
    ...["/usr/bin/prlimit", "--cpu=1:1", "deno"],
  ]);
});
