// CVE-2024-27931: prefixes of temporary files climb out of their folder
// expect: denied
const name = outside.split("/").at(-1);
for (const make of ["makeTempFileSync", "makeTempDirSync"]) {
  await attempt(`${make} prefix`, () => Deno[make]({ dir: workspace, prefix: `../${name}/p` }));
  await attempt(`${make} suffix`, () => Deno[make]({ dir: workspace, suffix: `/../../${name}/s` }));
  await attempt(`${make} dir`, () => Deno[make]({ dir: outside }));
}
