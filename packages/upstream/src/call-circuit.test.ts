import { describe, expect, test } from "vitest";
import { CallCircuit } from "./call-circuit.ts";

function create(): { readonly circuit: CallCircuit; readonly wait: (ms: number) => void } {
  let nowMs = 0;
  const circuit = new CallCircuit({ failures: 3, openMs: 100, maxOpenMs: 300 }, () => nowMs);
  return {
    circuit,
    wait: (ms) => {
      nowMs += ms;
    },
  };
}

function fail(circuit: CallCircuit, times: number): void {
  for (let count = 0; count < times; count += 1) circuit.end("normal", false);
}

describe("CallCircuit", () => {
  test("admit() lets everything through until enough calls in a row had no answer", () => {
    const { circuit } = create();
    fail(circuit, 2);
    circuit.end("normal", true);
    fail(circuit, 2);
    circuit.end("normal", undefined);
    expect(circuit.admit()).toBe("normal");
    fail(circuit, 1);
    expect(circuit.state).toBe("open");
    expect(circuit.admit()).toBeUndefined();
    expect(circuit.retryInMs).toBe(100);
  });

  test("admit() lets one trial through after the pause, and all once that was answered", () => {
    const { circuit, wait } = create();
    fail(circuit, 3);
    wait(100);
    expect(circuit.state).toBe("half-open");
    expect([circuit.admit(), circuit.admit()]).toEqual(["trial", undefined]);
    circuit.end("trial", true);
    expect([circuit.state, circuit.admit(), circuit.admit()]).toEqual(["closed", "normal", "normal"]);
  });

  test("end() of failed trials makes the pause longer, up to its limit", () => {
    const { circuit, wait } = create();
    fail(circuit, 3);
    for (const expected of [200, 300, 300]) {
      wait(1_000);
      expect(circuit.admit()).toBe("trial");
      circuit.end("trial", false);
      expect(circuit.retryInMs).toBe(expected);
    }
  });

  test("end() of a trial that says nothing allows another one, and late failures do not prolong the pause", () => {
    const { circuit, wait } = create();
    fail(circuit, 3);
    wait(50);
    fail(circuit, 4);
    expect(circuit.retryInMs).toBe(50);
    wait(50);
    expect(circuit.admit()).toBe("trial");
    circuit.end("trial", undefined);
    expect(circuit.admit()).toBe("trial");
  });

  test("reset() closes it", () => {
    const { circuit } = create();
    fail(circuit, 5);
    circuit.reset();
    expect(circuit.admit()).toBe("normal");
  });
});
