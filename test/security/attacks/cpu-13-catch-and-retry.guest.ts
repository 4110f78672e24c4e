// overflows the stack, catches it and goes on
// expect: timeout
function dive() {
  try { dive(); } catch { for (;;) try { dive(); } catch {} }
}
dive();
