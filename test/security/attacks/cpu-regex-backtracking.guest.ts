// backtracks in one regular expression
// expect: timeout
/^(?:a+)+$/.test(`${"a".repeat(60)}!`);
