// returns keys that pollute a careless reader
// expect: contained
export default JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":"x","toJSON":"y","then":"z","length":-1,"hasOwnProperty":1}');
