import { describe, expect, it } from "vitest";
import { printAdvice, requiredPrograms } from "../install-programs.ts";

describe("printAdvice()", () => {
  it("says on one line what is missing and what installs it, for each system", () => {
    const onLinux = requiredPrograms("linux");
    expect(printAdvice(onLinux, "linux", true)).toBe(
      "Cannot run the tests: nats-server and bwrap are not installed, install with: sudo apt-get install nats-server bubblewrap",
    );
    expect(printAdvice(onLinux.slice(0, 1), "linux", false)).toBe(
      "Cannot run the tests: nats-server is not installed, install nats-server with this system's package manager",
    );
    expect(printAdvice(requiredPrograms("darwin"), "darwin", false)).toBe(
      "Cannot run the tests: nats-server is not installed, install with: brew install nats-server",
    );
  });
});
