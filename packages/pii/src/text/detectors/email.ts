import type { Detector, Finding } from "../detector.ts";

const local = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]/u;
const domain = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+(?:\p{L}{2,24}|xn--[a-z0-9-]{2,59})/u;
/** The rest of `name@1.0.0.ts`: a version, and an ending that no domain has. */
const versionedFile = /^\d+\.\d+\.\d+(?:-[\w.-]+)?\.(?:[cm]?[jt]s|[jt]sx|tgz|json|vsix)$/u;
const quotedLocal = /"[^"\s]{1,62}"$/;
const MAX_LOCAL = 64;
const MAX_DOMAIN = 255;

/** `git@host:path`, `npm i pkg@1.2.3`, `user:secret@host`: an at sign, but no mailbox. */
function isRemotePath(text: string, start: number, end: number): boolean {
  if (text[end] === ":" && /^:[^\s,;:]*\//.test(text.slice(end, end + 80))) return true;
  const before = text.slice(Math.max(0, start - 12), start);
  if (/:\/\/[^\s/@]*$/.test(before) || (/:\/\//.test(before) && !/[\s"'<(]/.test(before))) return true;
  return text.slice(start, end).toLowerCase().startsWith("git@");
}

export const emailDetector: Detector = {
  name: "email",
  types: ["email"],
  wants: (traits) => traits.hasAt && traits.hasDot,
  find(text) {
    const found: Finding[] = [];
    let floor = 0;
    for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
      // Bots have brackets: `49699333+dependabot[bot]@users.noreply.github.com`.
      const nameEnd = text.slice(Math.max(0, at - 5), at) === "[bot]" ? at - 5 : at;
      let start = nameEnd;
      const limit = Math.max(floor, at - MAX_LOCAL);
      while (start > limit && local.test(text[start - 1] as string)) start--;
      if (start === at) start = at - (quotedLocal.exec(text.slice(limit, at))?.[0].length ?? 0);
      while (start < at && /[.'`*_~{|}/=?&#]/.test(text[start] as string)) start++;
      // In `?mail=a@b.c` and `mailto:a@b.c` the name is not part of the address.
      const name = text.slice(start, at);
      start += Math.max(name.lastIndexOf("="), name.lastIndexOf("/"), name.lastIndexOf("&"), name.lastIndexOf("?")) + 1;
      const host = start < at ? domain.exec(text.slice(at + 1, at + 1 + MAX_DOMAIN))?.[0] : undefined;
      if (host === undefined || versionedFile.test(host)) continue;
      const end = at + 1 + host.length;
      if (/[\p{L}\p{N}]/u.test(text[end] ?? "") || isRemotePath(text, start, end)) continue;
      found.push({ start, end, type: "email", score: 0.99 });
      floor = end;
    }
    return found;
  },
};
