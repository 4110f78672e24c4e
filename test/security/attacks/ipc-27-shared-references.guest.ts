// returns a small graph that is endless as a tree
// expect: output-limit, memory, timeout, error
let node = ["x"];
for (let i = 0; i < 60; i++) node = [node, node];
return node;
