import type { Detector } from "./detector.ts";
import { cardDetector } from "./detectors/card.ts";
import { emailDetector } from "./detectors/email.ts";
import { ibanDetector } from "./detectors/iban.ts";
import { phoneDetector } from "./detectors/phone.ts";

export const defaultDetectors: readonly Detector[] = [emailDetector, cardDetector, ibanDetector, phoneDetector];
