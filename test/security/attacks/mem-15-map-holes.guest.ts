// grows one map for ever
// expect: memory, error, timeout
const map = new Map();
for (let key = 0; ; key++) map.set(key, { key, text: `v${key}` });
