import type { Detector, Finding } from "../detector.ts";
import { findCyrillicPersons } from "./person-cyrillic.ts";
import { findLatinPersons } from "./person-latin.ts";

export const personDetector: Detector = {
  name: "person",
  types: ["person"],
  wants: (traits) => traits.capitals > 0 && (traits.hasSpace || traits.hasCyrillic),
  find(text, traits) {
    const found: Finding[] = [];
    if (traits.hasLatin) found.push(...findLatinPersons(text));
    if (traits.hasCyrillic) found.push(...findCyrillicPersons(text));
    return found;
  },
};
