// throws from every disposer, one inside the other
// expect: error
const { callTool } = await import("./client.ts");
const thrower = (name) => ({
  [Symbol.dispose]() { throw new Error(`dispose ${name}`); },
  async [Symbol.asyncDispose]() { await callTool("target.echo", { text: name }); throw new Error(`dispose ${name}`); },
});
{
  using first = thrower("first");
  await using second = thrower("second");
  await using third = { async [Symbol.asyncDispose]() { throw { get message() { throw new Error("getter"); } }; } };
  throw new Error("body");
}
