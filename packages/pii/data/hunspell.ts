/** Just enough of Hunspell's format to list the forms of the words of one dictionary. */
interface Suffix {
  readonly strip: string;
  readonly add: string;
  readonly condition: RegExp;
}

export function* expandDictionary(
  affixes: string,
  dictionary: string,
): Generator<{ readonly base: string; readonly flags: string; readonly forms: readonly string[] }> {
  const rules = new Map<string, Suffix[]>();
  for (const line of affixes.split("\n")) {
    const [kind, flag, strip, add, condition] = line.trim().split(/\s+/);
    if (kind !== "SFX" || flag === undefined || strip === undefined || add === undefined || condition === undefined)
      continue;
    const rule = {
      strip: strip === "0" ? "" : strip,
      add: add === "0" ? "" : add,
      condition: new RegExp(`${condition}$`),
    };
    rules.set(flag, [...(rules.get(flag) ?? []), rule]);
  }
  for (const line of dictionary.split("\n").slice(1)) {
    const [base = "", flags = ""] = line.trim().split("/");
    if (base === "") continue;
    const forms = [base];
    for (const flag of flags) {
      for (const { strip, add, condition } of rules.get(flag) ?? []) {
        if (condition.test(base) && base.endsWith(strip)) forms.push(base.slice(0, base.length - strip.length) + add);
      }
    }
    yield { base, flags, forms };
  }
}
