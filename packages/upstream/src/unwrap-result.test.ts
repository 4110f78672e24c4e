import { describe, expect, test } from "vitest";
import { unwrapResult } from "./unwrap-result.ts";

const text = (value: string) => ({ type: "text", text: value });
const image = { type: "image", data: "aGk=", mimeType: "image/png" };

describe("unwrapResult()", () => {
  test.each([
    ["structured content before text", { content: [text("no")], structuredContent: { a: 1 } }, { a: 1 }],
    ["structured content that is null", { content: [text("no")], structuredContent: null }, null],
    ["structured content that is a list", { content: [], structuredContent: [1] }, [1]],
    ["JSON object in the only text", { content: [text(' {"a": [1]} ')] }, { a: [1] }],
    ["JSON array in the only text", { content: [text("[1,2]")] }, [1, 2]],
    ["a number in the only text as text", { content: [text("42")] }, "42"],
    ["a quoted word in the only text as text", { content: [text('"x"')] }, '"x"'],
    ["broken JSON as text", { content: [text('{"a": ')] }, '{"a": '],
    ["several texts as one", { content: [text("a"), text("b")] }, "a\nb"],
    ["no content as null", { content: [] }, null],
    ["missing content as null", {}, null],
    ["a lone image as one object", { content: [image] }, image],
    ["a mix as a list", { content: [text('{"a":1}'), image] }, [text('{"a":1}'), image]],
    ["the answer of the 2024 protocol", { toolResult: { old: true } }, { old: true }],
  ])("unwrapResult() gives %s", (_title, raw, value) => {
    expect(unwrapResult(raw)).toEqual({ kind: "ok", value });
  });

  test("unwrapResult() keeps the types of audio, links and embedded resources and drops what it does not know of them", () => {
    const content = [
      { type: "audio", data: "aGk=", mimeType: "audio/wav", annotations: { priority: 1 } },
      { type: "resource_link", uri: "file:///a", name: "a", mimeType: "text/plain", size: 7 },
      { type: "resource", resource: { uri: "note://1", text: "hi" } },
      { type: "hologram", data: 1 },
    ];
    expect(unwrapResult({ content })).toEqual({
      kind: "ok",
      value: [
        { type: "audio", data: "aGk=", mimeType: "audio/wav" },
        { type: "resource_link", uri: "file:///a", name: "a", mimeType: "text/plain" },
        { type: "resource", resource: { uri: "note://1", text: "hi" } },
        { type: "text", text: '{"type":"hologram","data":1}' },
      ],
    });
  });

  test("unwrapResult() makes isError a failure with the server's text, without control characters", () => {
    const outcome = unwrapResult({ content: [text("no \u001b[31msuch\u202e thing"), image], isError: true });
    expect(outcome).toEqual({
      kind: "failed",
      failure: { code: "tool_failed", message: "no [31msuch thing", retryable: false },
    });
  });

  test("unwrapResult() bounds the text of a failure and has words for a silent one", () => {
    const long = unwrapResult({ content: [text("x".repeat(100_000))], isError: true });
    expect(long.kind === "failed" && long.failure.message.length).toBe(4001);
    const silent = unwrapResult({ content: [], isError: true });
    expect(silent.kind === "failed" && silent.failure.message).toBe("The tool failed and did not say why");
    const structured = unwrapResult({ structuredContent: { reason: "quota" }, isError: true });
    expect(structured.kind === "failed" && structured.failure.message).toBe('{"reason":"quota"}');
  });

  test("unwrapResult() refuses what is no result or is nested too deeply", () => {
    const deep = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);
    for (const raw of [null, 7, [], { structuredContent: deep }]) {
      expect(unwrapResult(raw)).toMatchObject({ kind: "failed", failure: { code: "upstream_failed" } });
    }
    const deepText = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    expect(unwrapResult({ content: [text(deepText)] })).toEqual({ kind: "ok", value: deepText });
  });
});
