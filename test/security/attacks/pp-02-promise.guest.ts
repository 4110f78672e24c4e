// replaces Promise.prototype.then to see what the harness sees
// expect: contained
// output: "genuine"
const { then } = Promise.prototype;
const seen = [];
Promise.prototype.then = function (resolved, rejected) {
  return then.call(this, (value) => (seen.push(typeof value), resolved ? resolved(value) : value), rejected);
};
const { callTool } = await import("./client.ts");
await callTool("target.echo", { text: "genuine" });
console.log("caught", seen.length);
export default "genuine";
