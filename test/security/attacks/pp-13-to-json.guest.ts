// has every value say something else of itself as its result is written
// expect: contained
// output: {"genuine":true,"list":[1,"two"]}
const forge = { configurable: true, writable: true, value: () => "FORGED" };
for (const target of [Object.prototype, Array.prototype, String.prototype, Number.prototype, Boolean.prototype]) {
  if (target !== Object.prototype) Object.defineProperty(target, "toJSON", forge);
  Object.defineProperty(target, Symbol.toPrimitive, forge);
}
Object.prototype.valueOf = () => "FORGED";
export default { genuine: true, list: [1, "two"] };
