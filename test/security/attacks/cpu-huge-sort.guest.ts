// compares for ever in a native sort
// expect: timeout, memory
[1, 2, 3].toSorted(() => { for (;;); });
