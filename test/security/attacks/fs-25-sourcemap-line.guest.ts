// makes the error printer read a file that its source names
// expect: contained
try {
  (0, eval)(`\n\nthrow new Error("first")\n//# sourceURL=file://${outside}/secret.txt`);
} catch (error) {
  console.log(error.stack);
}
(0, eval)(`setTimeout(() => { throw new Error("late") }, 1)\n//# sourceURL=file://${outside}/secret.txt\n//# sourceMappingURL=file://${outside}/secret.json`);
await new Promise((done) => setTimeout(done, 50));
