// returns a proxy that has fifty million keys
// expect: timeout, memory, error, output-limit
export default new Proxy({}, {
  ownKeys: () => Array.from({ length: 5e7 }, (_, at) => `k${at}`),
  getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }),
});
