// leaves with success before there is a result
// expect: error
console.log("before");
Deno.exit(0);
