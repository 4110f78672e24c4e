// reaches functions of the harness through stack traces
// expect: contained
// output: "genuine"
const frames = [];
Error.prepareStackTrace = (_error, sites) => {
  for (const site of sites) frames.push(`${site.getFunctionName()}/${typeof site.getFunction()}/${typeof site.getThis()}`);
  return "none";
};
const { callTool } = await import("./client.ts");
try { await callTool("target.no_such_tool", {}); } catch (error) { void error.stack; }
console.log("frames", frames.filter((frame) => frame.includes("/function/")).length);
export default "genuine";
