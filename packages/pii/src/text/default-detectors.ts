import type { Detector } from "./detector.ts";
import { addressDetector } from "./detectors/address.ts";
import { birthDateDetector } from "./detectors/birth-date.ts";
import { cardDetector } from "./detectors/card.ts";
import { emailDetector } from "./detectors/email.ts";
import { ibanDetector } from "./detectors/iban.ts";
import { ipDetector } from "./detectors/ip.ts";
import { labelledDetector } from "./detectors/labelled.ts";
import { macDetector } from "./detectors/mac.ts";
import { nationalNumbersDetector } from "./detectors/national-numbers.ts";
import { personDetector } from "./detectors/person.ts";
import { phoneDetector } from "./detectors/phone.ts";
import { russianNumbersDetector } from "./detectors/russian-numbers.ts";
import { ssnDetector } from "./detectors/ssn.ts";
import { urlCredentialDetector } from "./detectors/url-credential.ts";

export const defaultDetectors: readonly Detector[] = [
  emailDetector,
  labelledDetector,
  urlCredentialDetector,
  cardDetector,
  ibanDetector,
  russianNumbersDetector,
  nationalNumbersDetector,
  ssnDetector,
  birthDateDetector,
  ipDetector,
  macDetector,
  phoneDetector,
  addressDetector,
  personDetector,
];
