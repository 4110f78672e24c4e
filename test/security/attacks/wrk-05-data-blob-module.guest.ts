// finds a web worker of any kind and has it read what it may not
// expect: denied
// as: roomy
const source = `let told; try { told = "ESC " + Deno.readTextFileSync("${outside}/secret.txt") } catch (error) { told = "no " + error.name } postMessage(told);`;
const urls = {
  data: `data:text/javascript,${encodeURIComponent(source)}`,
  typescript: `data:application/typescript,${encodeURIComponent(source)}`,
  blob: URL.createObjectURL(new Blob([source], { type: "text/javascript" })),
  file: `file://${outside}/secret.ts`,
};
const vm = await import("node:vm");
const found = { global: globalThis.Worker, prototype: Object.getPrototypeOf(globalThis).Worker, vm: vm.runInThisContext("typeof Worker === 'undefined' ? undefined : Worker"), fresh: vm.runInNewContext("typeof Worker === 'undefined' ? undefined : Worker") };
for (const [where, WorkerClass] of Object.entries(found)) {
  for (const [kind, url] of Object.entries(urls)) {
    for (const type of ["module", "classic"]) {
      await attempt(`${where} ${kind} ${type}`, () => new Promise((done, fail) => {
        const worker = new WorkerClass(url, { type, deno: { permissions: "inherit" } });
        worker.onmessage = ({ data }) => (String(data).startsWith("ESC") ? done(data) : fail(new Error(data)));
        worker.onerror = (event) => (event.preventDefault?.(), fail(new Error(event.message)));
        setTimeout(() => fail(new Error("silent")), 300);
      }));
    }
  }
}
