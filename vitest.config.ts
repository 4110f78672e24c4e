import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "packages/*/src/**/*.test.ts",
            "test/architecture/**/*.test.ts",
            "test/docs/**/*.test.ts",
            "test/golden/**/*.test.ts",
          ],
          exclude: ["**/*.process.test.ts"],
          // A bound against hanging, not on the machine's speed.
          testTimeout: 180_000,
          // Unit tests leave nothing behind, so files may share a process: five times sooner.
          isolate: false,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "integration",
          include: [
            "packages/*/src/**/*.process.test.ts",
            "test/{contract,integration,security,e2e,crash}/**/*.test.ts",
          ],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          fileParallelism: true,
          maxWorkers: 2,
        },
      },
    ],
  },
});
