// fills caches of the engine itself
// expect: contained
for (let i = 0; i < 20_000; i++) new RegExp(`a{${i}}b`).test("a");
for (let i = 0; i < 20_000; i++) Symbol.for(`symbol ${i}`);
