import { describe, expect, test } from "vitest";
import { ALLOW, evaluateFilter, KILL_PROCESS } from "./bpf.ts";
import { renderSeccompFilter } from "./filter.ts";
import { absentSyscalls, allowedSyscalls, architectures, checkedSyscalls } from "./syscalls.ts";

const EPERM = 0x00050001;
const ENOSYS = 0x00050026;
const ENOTTY = 0x00050019;

const x64 = { read: 0, open: 2, ioctl: 16, socket: 41, clone: 56, fork: 57, kill: 62, chmod: 90, ptrace: 101 };
const more = { mount: 165, openat: 257, unshare: 272, prlimit64: 302, bpf: 321, io_uring_setup: 425, clone3: 435 };

function decide(nr: number, args: readonly bigint[] = [], canWrite = true): number {
  const filter = renderSeccompFilter({ architecture: "x64", canWrite });
  return evaluateFilter(filter, { nr, arch: architectures.x64.audit, args });
}

describe("renderSeccompFilter", () => {
  test("renderSeccompFilter() allows what it lists", () => {
    expect(decide(x64.read)).toBe(ALLOW);
  });

  test.each(["socket", "fork", "kill", "ptrace"] as const)("renderSeccompFilter() refuses %s", (name) => {
    expect(decide(x64[name])).toBe(EPERM);
  });

  test.each(["mount", "unshare", "bpf", "io_uring_setup"] as const)("renderSeccompFilter() refuses %s", (name) => {
    expect(decide(more[name])).toBe(EPERM);
  });

  test("renderSeccompFilter() allows threads and no processes", () => {
    expect(decide(x64.clone, [0x3d0f00n])).toBe(ALLOW);
    expect(decide(x64.clone, [17n])).toBe(EPERM);
    expect(decide(more.clone3)).toBe(ENOSYS);
  });

  test("renderSeccompFilter() lets limits be read and never set", () => {
    expect(decide(more.prlimit64, [0n, 7n, 0n, 0x7fff0000n])).toBe(ALLOW);
    expect(decide(more.prlimit64, [0n, 7n, 0x7fff0000n, 0n])).toBe(EPERM);
    expect(decide(more.prlimit64, [0n, 7n, 0x7fff_0000_0000n, 0n])).toBe(EPERM);
  });

  test("renderSeccompFilter() refuses set-id modes, and all modes where nothing may be written", () => {
    expect(decide(x64.chmod, [0n, 0o755n])).toBe(ALLOW);
    expect(decide(x64.chmod, [0n, 0o4755n])).toBe(EPERM);
    expect(decide(x64.chmod, [0n, 0o755n], false)).toBe(EPERM);
    expect(decide(more.openat, [0n, 0n, 0o102n, 0o644n])).toBe(ALLOW);
    expect(decide(more.openat, [0n, 0n, 0o102n, 0o2644n])).toBe(EPERM);
    expect(decide(more.openat, [0n, 0n, 0n, 0o6644n])).toBe(ALLOW);
  });

  test("renderSeccompFilter() refuses to push input into a terminal", () => {
    expect(decide(x64.ioctl, [0n, 0x5412n])).toBe(ENOTTY);
    expect(decide(x64.ioctl, [0n, 0x5421n])).toBe(ALLOW);
  });

  test("renderSeccompFilter() kills on another architecture and on the x32 numbers", () => {
    const filter = renderSeccompFilter({ architecture: "x64", canWrite: true });
    expect(evaluateFilter(filter, { nr: 0, arch: 0x40000003, args: [] })).toBe(KILL_PROCESS);
    expect(decide(0x40000000)).toBe(KILL_PROCESS);
  });

  test("renderSeccompFilter() says of calls it has never heard of that they do not exist", () => {
    expect(decide(9999)).toBe(ENOSYS);
  });

  test.each(["x64", "arm64"] as const)("renderSeccompFilter() answers for every number of %s", (architecture) => {
    const { audit, index } = architectures[architecture];
    const filter = renderSeccompFilter({ architecture, canWrite: true });
    const allowed = new Set(Object.values(allowedSyscalls).map((numbers) => numbers[index]));
    for (let nr = 0; nr < 600; nr++) {
      const verdict = evaluateFilter(filter, { nr, arch: audit, args: [] });
      if (allowed.has(nr)) expect(verdict).toBe(ALLOW);
      else expect([ALLOW, EPERM, ENOSYS, ENOTTY]).toContain(verdict);
    }
  });

  test("renderSeccompFilter() has no number in two lists", () => {
    const all = { ...allowedSyscalls, ...checkedSyscalls, ...absentSyscalls };
    for (const index of [0, 1]) {
      const numbers = Object.values(all).flatMap((pair) => pair[index] ?? []);
      expect(new Set(numbers).size).toBe(numbers.length);
    }
  });
});
