import type { Detector, Finding } from "../detector.ts";

/** `user:secret` in front of a host. */
const userInfo = /^[^\s/@:"'<>]{1,128}:[^\s/@"'<>]{1,256}(?=@[\w[])/;
const placeholder = /[{}$]|^user(?:name)?:pass(?:word)?$/i;

export const urlCredentialDetector: Detector = {
  name: "url-credential",
  types: ["url-credential"],
  wants: (traits) => traits.hasAt && traits.hasSlashes,
  find(text) {
    const found: Finding[] = [];
    for (let at = text.indexOf("://"); at >= 0; at = text.indexOf("://", at + 3)) {
      const start = at + 3;
      const info = userInfo.exec(text.slice(start, start + 400))?.[0];
      // `${user}:${password}` names no one.
      if (info === undefined || placeholder.test(info)) continue;
      found.push({ start, end: start + info.length, type: "url-credential", score: 0.97 });
    }
    return found;
  },
};
