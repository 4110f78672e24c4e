// floods the error console
// expect: output-limit
for (;;) console.error("e".repeat(80));
