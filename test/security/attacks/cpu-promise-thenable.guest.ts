// is awaited through thenables without an end
// expect: timeout
const endless = { then: (resolve) => resolve(endless) };
await endless;
