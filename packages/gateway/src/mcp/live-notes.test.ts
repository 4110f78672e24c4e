import type { ServerContext } from "@modelcontextprotocol/server";
import { expect, test } from "vitest";
import { createLiveNotes } from "./live-notes.ts";

/** A client whose reading the test holds back. */
function createClient() {
  const { promise: reading, resolve: read } = Promise.withResolvers<void>();
  const got: string[] = [];
  const mcpReq = {
    _meta: { progressToken: 1 },
    notify: async ({ params }: { readonly params: { readonly message: string } }) => {
      await reading;
      got.push(params.message);
    },
    log: async (level: string, text: string) => void got.push(`${level}: ${text}`),
  };
  return { got, read, notes: createLiveNotes({ mcpReq } as unknown as Pick<ServerContext, "mcpReq">) };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

test("createLiveNotes() sends each line as progress and as a log message, in order", async () => {
  const { got, read, notes } = createClient();
  read();
  notes.progress("waits");
  notes.line({ level: "warn", text: "a" });
  notes.line({ level: "log", text: "b" });
  await settled();
  expect(got).toEqual(["waits", "a", "warning: a", "b", "info: b"]);
});

test("createLiveNotes() says how many lines a slow client missed, and keeps no more than it has to", async () => {
  const { got, read, notes } = createClient();
  for (let at = 0; at < 800; at++) notes.line({ level: "log", text: String(at) });
  read();
  await settled();
  notes.line({ level: "log", text: "last" });
  await settled();
  expect(got.filter((text) => /^\d+$/.test(text))).toHaveLength(500);
  expect(got.slice(-3)).toEqual(["… 300 lines left out here, the answer has them", "last", "info: last"]);
});
