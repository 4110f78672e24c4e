// freezes every object that the harness may still want to change
// expect: contained
// output: "genuine"
const seen = new Set();
const freeze = (value, depth) => {
  if (value === null || (typeof value !== "object" && typeof value !== "function") || seen.has(value) || depth > 4) return;
  seen.add(value);
  for (const key of Reflect.ownKeys(value)) try { freeze(Object.getOwnPropertyDescriptor(value, key).value, depth + 1); } catch {}
  try { Object.freeze(value); } catch {}
};
freeze(globalThis, 0);
const { callTool } = await import("./client.ts");
return (await callTool("target.echo", { text: "genuine" })).text;
