// returns a very long text
// expect: output-limit, memory, error
export default "r".repeat(100 << 20);
