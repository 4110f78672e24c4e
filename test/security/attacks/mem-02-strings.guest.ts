// doubles strings and keeps them all
// expect: memory, error, timeout
let text = "x".repeat(1 << 20);
const kept = [];
for (;;) {
  text += text.slice(0, 1 << 20);
  kept.push(text.split("").join("") + kept.length);
}
