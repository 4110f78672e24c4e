// returns a very deep value
// expect: error
let deep = 0;
for (let i = 0; i < 200_000; i++) deep = [deep];
export default deep;
