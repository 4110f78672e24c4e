// maps the machine by asking what it may
// expect: contained
for (const path of ["/", workspace, generated, outside, otherWorkspace]) {
  const states = ["read", "write"].map((name) => Deno.permissions.querySync({ name, path }).state);
  console.log("query", states.join());
}
