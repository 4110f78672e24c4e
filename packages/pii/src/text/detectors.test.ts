import { type PiiType, piiTypes } from "@sluice/contracts";
import { expect, test } from "vitest";
import { defaultDetectors } from "./default-detectors.ts";
import { findPii } from "./find-pii.ts";

const options = { detectors: defaultDetectors, types: new Set(piiTypes) };
const find = (text: string, type: PiiType): readonly string[] =>
  findPii(text, options)
    .filter((finding) => finding.type === type)
    .map(({ start, end }) => text.slice(start, end));

test.each<readonly [PiiType, string, readonly string[]]>([
  ["email", "mail a.b+c@example.co.uk, <d@пример.рф>.", ["a.b+c@example.co.uk", "d@пример.рф"]],
  ["email", "?to=x@example.com&y and mailto:z@example.com", ["x@example.com", "z@example.com"]],
  [
    "email",
    "49699333+dependabot[bot]@users.noreply.example.com",
    ["49699333+dependabot[bot]@users.noreply.example.com"],
  ],
  ["email", "git@example.com:owner/repo.git, npm i left-pad@1.3.0, ssh://git@example.com/x", []],
  ["email", "from './skills/weekly-report@1.0.0.ts' and left-pad@1.3.0-rc.1.tgz", []],
  ["email", "ann@163.com, ann@1.0.0.example.com", ["ann@163.com", "ann@1.0.0.example.com"]],
  ["card", "card 4111 1111 1111 1111, мир 2200 1234 5678 9019", ["4111 1111 1111 1111", "2200 1234 5678 9019"]],
  ["card", "trace id 4111111111111111", []],
  ["card", "4111 1111 1111 1112", []],
  [
    "iban",
    "IBAN: GB82 WEST 1234 5698 7654 32 or DE89370400440532013000.",
    ["GB82 WEST 1234 5698 7654 32", "DE89370400440532013000"],
  ],
  ["iban", "GB82 WEST 1234 5698 7654 33", []],
  [
    "phone",
    "+7 (916) 123-45-67, 8 800 555 35 35 and (415) 555-0132 x12",
    ["+7 (916) 123-45-67", "8 800 555 35 35", "(415) 555-0132 x12"],
  ],
  ["phone", 'return { total: (1234567.891).toLocaleString("en-US"), other: (9876543.21).toFixed(1) }', []],
  ["phone", "call me on 0494 92 82 32 please", ["0494 92 82 32"]],
  ["phone", "order 20240115 at 16:32:11, 2019-05-15, 1 234 567 items, v1.2.3.4", []],
  ["ip", "from 192.168.1.10 and 2001:db8::8a2e:370:7334/64", ["192.168.1.10", "2001:db8::8a2e:370:7334/64"]],
  ["ip", "version 1.2.3.4, at 16:32:11, std::vector, a::b, 1.2.3.4.5", []],
  ["mac", "00:1A:2B:3C:4D:5E, aabb.ccdd.ee0f", ["00:1A:2B:3C:4D:5E", "aabb.ccdd.ee0f"]],
  ["ssn", "SSN 536-90-4399, ssn: 536904399", ["536-90-4399", "536904399"]],
  ["ssn", "666-12-3456, 536904399, order 536-90-4399", []],
  ["tax-id", "ИНН 7707083893, инн: 500100732259", ["7707083893", "500100732259"]],
  ["tax-id", "ИНН 7707083894; счётчик показывает сегодня ровно столько: 7707083893", []],
  ["tax-id", "CPF 529.982.247-25, RSSMRA85T10A562S", ["529.982.247-25", "RSSMRA85T10A562S"]],
  ["national-id", "СНИЛС 112-233-445 95, ОГРН 1027700132195", ["112-233-445 95", "1027700132195"]],
  ["national-id", "PESEL 44051401359, NINO AB123456C", ["44051401359", "AB123456C"]],
  ["passport", "паспорт 45 08 123456, серия 4509 номер 654321", ["45 08 123456", "4509 номер 654321"]],
  [
    "passport",
    "Passeport n° 14CD52389, lost passport L898902C3, загранпаспорт 75 1234567",
    ["14CD52389", "L898902C3", "75 1234567"],
  ],
  [
    "national-id",
    "NHS number 401 023 2137, Medicare 1EG4-TE5-MK73, licence MORGA657054SM9IJ",
    ["401 023 2137", "1EG4-TE5-MK73", "MORGA657054SM9IJ"],
  ],
  ["national-id", "Personalausweis-Nr. L01X00T47, DNI 45678912", ["L01X00T47", "45678912"]],
  ["national-id", "NHS number 401 023 2138, abcdeabcdeabcdea, identity card of Ada", []],
  ["tax-id", "GSTIN 27ABCPS1234F1Z5", ["27ABCPS1234F1Z5"]],
  ["phone", "361129-634985", []],
  ["phone", "житель выпустит до 250 000 автомобилей, Нателашвили (111639 голосов)", []],
  ["phone", "тел 250 000, моб. 5550132", ["250 000", "5550132"]],
  ["phone", "batch 2024-0098-1123, ГОСТ Р 52289-2019, СП 42.13330.2016, NHS number 401 023 2137", []],
  ["phone", "Cep no: 05321234567, téléphone 0639984455", ["05321234567", "0639984455"]],
  [
    "birth-date",
    "geb. 3. März 1948, né le 8 novembre 1975, nació el 21 de enero de 1983",
    ["3. März 1948", "8 novembre 1975", "21 de enero de 1983"],
  ],
  [
    "ip",
    "from ::ffff:192.168.1.10 and 2001:db8:0:0:0:0:192.168.1.1",
    ["::ffff:192.168.1.10", "2001:db8:0:0:0:0:192.168.1.1"],
  ],
  ["passport", "her passport number is C01234567", ["C01234567"]],
  ["birth-date", "born on 12 May 1984, д.р. 12.05.1984, 1984 г.р.", ["12 May 1984", "12.05.1984"]],
  ["birth-date", "released on 12 May 1984", []],
  ["url-credential", "postgres://app:s3cret@db.example:5432/x", ["app:s3cret"]],
  ["url-credential", `https://\${user}:\${password}@host/`, []],
  [
    "address",
    "I live at 742 Evergreen Terrace, Springfield, OR 97403.",
    ["742 Evergreen Terrace, Springfield, OR 97403"],
  ],
  ["address", "Lindenstraße 12, 10969 Berlin", ["Lindenstraße 12, 10969 Berlin"]],
  [
    "address",
    "доставка: 101000, г. Москва, ул. Мясницкая, д. 13, кв. 5",
    ["101000, г. Москва, ул. Мясницкая, д. 13, кв. 5"],
  ],
  ["address", "lives at 12, rue des Lilas, 69003 Lyon.", ["12, rue des Lilas, 69003 Lyon"]],
  ["address", "Calle de Alcalá 214, 3º B, 28028 Madrid", ["Calle de Alcalá 214, 3º B, 28028 Madrid"]],
  ["address", "wohnhaft Am Alten Markt 7, 24103 Kiel", ["Am Alten Markt 7, 24103 Kiel"]],
  ["address", "at Church Lane, Ludlow SY8 1AN", ["Church Lane, Ludlow SY8 1AN"]],
  ["address", "1052 Budapest, Váci utca 12", ["1052 Budapest, Váci utca 12"]],
  ["address", "Flat 12, Shanti Nagar, MG Road, Pune 411001", ["Flat 12, Shanti Nagar, MG Road, Pune 411001"]],
  ["address", "since 2014, Ada Byron, Lindenstraße 27, 50674 Köln, 0221 4710 223", ["Lindenstraße 27, 50674 Köln"]],
  ["address", "г. Химки, мкр. Сходня, ул. Первомайская, д. 10", ["г. Химки, мкр. Сходня, ул. Первомайская, д. 10"]],
  ["address", "На улице Ленина ремонт, plate 34 ABC 1234", []],
  ["address", "Chapter 12 Results, see Figure 3 and 5 Items", []],
])("%s in %j", (type, text, expected) => {
  expect(find(text, type)).toEqual(expected);
});

test.each([
  ["My name is Zorblax, call me", ["Zorblax"]],
  ["Dear Mr. Fnord Quux-Baz, thanks", ["Fnord Quux-Baz"]],
  ["Maria Schneider met John O'Brien. Schneider left.", ["Maria Schneider", "John O'Brien", "Schneider"]],
  ["Иван Петрович Сидоров и его жена Мария", ["Иван Петрович Сидоров", "Мария"]],
  ["Письмо Анне Сергеевне Коваленко от А. С. Пушкина", ["Анне Сергеевне Коваленко", "А. С. Пушкина"]],
  ["Заявил Петров Иван. Позже Петрову ответили.", ["Петров Иван", "Петрову"]],
  ["The Paris office of Johnson Group in New York", []],
  ["В понедельник Московский завод и город Саратов", []],
  ['SyntaxError: "[object Object]" is not valid JSON', []],
  ["Привет, Даша! Пусть Стёпа позвонит.", ["Даша", "Стёпа"]],
  [
    "Письмо от Кузнецова И.: члены комиссии - Белых С.И., Цой В.Р. Подпись /Соколов Р.Т./",
    ["Кузнецова И", "Белых С.И", "Цой В.Р.", "Соколов Р.Т"],
  ],
  ["Вчера Игорь с Мариной были в Саратове", ["Игорь", "Мариной"]],
  ["Deliver to: Ada Byron, Block 12, near St. James's Park", ["Ada Byron"]],
  ["Врач-терапевт Цыденова Б.Д. и Пресс-служба Лыткина. Из-за дождя.", ["Цыденова Б.Д", "Лыткина"]],
  ["Алла Брут посетовала. Представитель Оливер Шкаф молчал.", ["Алла Брут", "Оливер Шкаф"]],
  ["Во Флориде и в Южной Каролине верят в Анну", ["Анну"]],
  ["Роман «Анна Каренина» идёт в театре «Иван Грозный»", []],
  ["surname Zorbla, given names Quuxina", ["Zorbla", "Quuxina"]],
  ["курьеру Бахтиёру помогла семья Кравцовых с Воробьёвых гор", ["Бахтиёру", "Кравцовых"]],
  ["Сенатор Джон Смит и Сами аль-Хадж (Sami al-Haj)", ["Джон Смит", "Сами аль-Хадж", "Sami al-Haj"]],
  ["Build failed. Please Retry Later. Open Settings", []],
  ["Hallo Jonas, Frau Voigt ruft zurück. Gruß, Sabine", ["Jonas", "Voigt", "Sabine"]],
  ["Estimado señor Villanueva, soy Nacho", ["Villanueva", "Nacho"]],
  ["Salut Kévin, la carte est pour Mme Traoré", ["Kévin", "Traoré"]],
  ["Der Patient Karl-Heinz Wiegand wurde entlassen", ["Karl-Heinz Wiegand"]],
  ["Nakata, Hiroshi - annual review\nMalik, Ayesha <a@example.com>", ["Nakata, Hiroshi", "Malik, Ayesha"]],
  ["I told Kelechi that the manager is now Bill Nakamura.", ["Kelechi", "Bill Nakamura"]],
  [
    "Approved by: K. Subramaniam on 2025-02-01\nWatchers: S. Papadopoulos, Ada Byron",
    ["K. Subramaniam", "S. Papadopoulos", "Ada Byron"],
  ],
  [
    "Let Bashir know. Payroll: Lindiwe Khumalo, SSN 601-31-8553. Name's Gethin Pryce",
    ["Bashir", "Lindiwe Khumalo", "Gethin Pryce"],
  ],
  [
    "Fix it\n\nCo-authored-by: Wei Qwertz <w@example.com>\nSigned-off-by: Ada Byron <a@example.com>",
    ["Wei Qwertz", "Ada Byron"],
  ],
  ["Ada Byron, DOB 11-22-1990. Johnson & Johnson moved to Latin America and Santa Justa.", ["Ada Byron"]],
])("persons in %j", (text, expected) => {
  expect(find(text, "person")).toEqual(expected);
});

test("text laid out as data is read like fields", () => {
  const text = "Full name: Qwertz Uiop\nTax ID: 12345-678\nStatus: Open Case\n";
  expect(find(text, "person")).toEqual(["Qwertz Uiop"]);
  expect(find(text, "tax-id")).toEqual(["12345-678"]);
  const line = "Contact: Qwertz Uiop, Phone: 5550132; Date of birth: 1990-02-11";
  expect(find(line, "phone")).toEqual(["5550132"]);
  expect(find(line, "birth-date")).toEqual(["1990-02-11"]);
  expect(find("| Vorname | Qwertz |\n| Nachname | Uiop |\n| Stadt | Kiel |", "person")).toEqual(["Qwertz", "Uiop"]);
  const table = "id,last_name,phone,state\n1,Uiop,5550132,open\n2,Asdf,5550133,closed\n";
  expect(find(table, "person")).toEqual(["Uiop", "Asdf"]);
  expect(find(table, "phone")).toEqual(["5550132", "5550133"]);
  expect(find("| Name | Email |\n|---|---|\n| Qwertz Uiop | q@example.com |", "person")).toEqual(["Qwertz Uiop"]);
});

test.each([
  "<client><firstName>Qwertz</firstName><phone>605123456</phone></client>",
  "first_name=Qwertz&phone=605123456&city=Kiel",
  "new Client({ id: 5, first_name='Qwertz', phone='605123456' })",
  'payload={"id":5,"firstName":"Qwertz","phone":"605123456',
])("fields inside of the text %s are read", (text) => {
  expect(find(text, "person")).toEqual(["Qwertz"]);
});

test("labels of forms are no values", () => {
  const form = `<label>Phone</label> { firstName: "First name", "lastName": "Last name", email: 'weekly', address = "0x1f" }`;
  expect(findPii(form, options)).toEqual([]);
});

test("findPii() returns nothing for machine text", () => {
  for (const text of [
    "123e4567-e89b-12d3-a456-426614174000",
    "2024-01-15T10:11:12.123Z",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "https://example.com/a/b?page=2&id=4111",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "v24.21.0-nightly.20240115",
    "packages/pii/src/index.ts:12:4",
    "1,234,567.89",
  ]) {
    expect(findPii(text, options), text).toEqual([]);
  }
});

test("findPii() finishes on long hostile texts", () => {
  for (const piece of [
    "@",
    "a@",
    "1",
    "1 ",
    "+",
    "A ",
    "Ж",
    "А. ",
    ":",
    "1.",
    "x: ",
    "Ab ",
    "a:b ",
    "12 Ab ",
    "ул. А",
    "://a:",
    "\n",
    "|",
    "Ab Cd 1, ",
    "Johnson & ",
    'a="',
    "a=b&",
    "<a>b",
    "a|b\n",
    "Smith, Ada\n",
    "А.Б. ",
    "al-",
    "x, Иван Абвович ",
  ]) {
    const text = piece.repeat(Math.ceil(60_000 / piece.length));
    expect(Array.isArray(findPii(text, options))).toBe(true);
  }
});
