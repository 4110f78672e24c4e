/** Invented people live somewhere plausible: each region has its own names, streets, phones and tax numbers. */
export interface Region {
  readonly country: "DE" | "ES" | "GB" | "RU";
  readonly people: readonly NameSet[];
  readonly streets: readonly string[];
  readonly cities: readonly { readonly city: string; readonly postcode: string }[];
}

export interface NameSet {
  readonly given: readonly string[];
  readonly family: readonly string[];
}

export const regions: readonly Region[] = [
  {
    country: "RU",
    people: [
      {
        given: ["Анна", "Мария", "Ольга", "Екатерина", "Наталья", "Ирина", "Светлана", "Юлия", "Вера", "Полина"],
        family: ["Петрова", "Соколова", "Лебедева", "Морозова", "Волкова", "Зайцева", "Крылова", "Белова", "Орлова"],
      },
      {
        given: ["Иван", "Алексей", "Дмитрий", "Сергей", "Павел", "Николай", "Михаил", "Фёдор", "Егор", "Андрей"],
        family: ["Смирнов", "Кузнецов", "Попов", "Козлов", "Новиков", "Медведев", "Яковлев", "Щербаков", "Журавлёв"],
      },
    ],
    streets: ["ул. Садовая", "ул. Лесная", "пр. Мира", "ул. Полевая", "наб. Речная", "ул. Школьная", "пер. Тихий"],
    cities: [
      { city: "Москва", postcode: "1010##" },
      { city: "Казань", postcode: "4200##" },
      { city: "Новосибирск", postcode: "6300##" },
      { city: "Екатеринбург", postcode: "6200##" },
      { city: "Санкт-Петербург", postcode: "1900##" },
    ],
  },
  {
    country: "DE",
    people: [
      {
        given: ["Jürgen", "Klaus", "Lena", "Sabine", "Björn", "Greta", "Matthias", "Heike", "Jonas", "Käthe"],
        family: ["Müller", "Schäfer", "Weber", "Vogel", "Köhler", "Brandt", "Lindner", "Groß", "Winkler", "Bäcker"],
      },
    ],
    streets: ["Lindenweg", "Hauptstraße", "Am Mühlbach", "Gartenstraße", "Kirchplatz", "Bergallee", "Rosengasse"],
    cities: [
      { city: "Köln", postcode: "506##" },
      { city: "Leipzig", postcode: "041##" },
      { city: "München", postcode: "803##" },
      { city: "Bremen", postcode: "281##" },
    ],
  },
  {
    country: "GB",
    people: [
      {
        given: ["Alice", "Oliver", "Harriet", "George", "Imogen", "Callum", "Freya", "Dylan", "Rosie", "Edward"],
        family: ["Whitaker", "O'Brien", "Hughes", "Marsh", "Ashdown", "Pemberton", "Clarke", "Fielding", "Barlow"],
      },
    ],
    streets: ["Orchard Road", "Mill Lane", "Station Street", "Church View", "Harbour Terrace", "Elm Grove"],
    cities: [
      { city: "Leeds", postcode: "LS1 #AB" },
      { city: "Bristol", postcode: "BS2 #DH" },
      { city: "York", postcode: "YO1 #PR" },
      { city: "Cardiff", postcode: "CF5 #TL" },
    ],
  },
  {
    country: "ES",
    people: [
      {
        given: ["Lucía", "Javier", "Begoña", "Íñigo", "Carmen", "Andrés", "Nuria", "Raúl", "Inés", "Tomás"],
        family: ["Muñoz Vidal", "García Ríos", "Ibáñez", "Peña Soler", "Castaño", "Roldán", "Núñez Marín", "Ferrer"],
      },
    ],
    streets: ["Calle del Olmo", "Avenida del Puerto", "Plaza Nueva", "Calle de la Fuente", "Paseo del Río"],
    cities: [
      { city: "Sevilla", postcode: "410##" },
      { city: "Valencia", postcode: "460##" },
      { city: "Bilbao", postcode: "480##" },
    ],
  },
];

export const mailDomains = ["example.com", "example.org", "example.net"] as const;

export const products = [
  { sku: "KET-01", title: "Enamel kettle", unitCents: 3490 },
  { sku: "LMP-07", title: "Desk lamp", unitCents: 5900 },
  { sku: "CHR-12", title: "Folding chair", unitCents: 4250 },
  { sku: "BAG-03", title: "Canvas bag", unitCents: 1995 },
  { sku: "CLK-09", title: "Wall clock", unitCents: 2780 },
  { sku: "RUG-21", title: "Wool rug", unitCents: 18900 },
  { sku: "POT-05", title: "Clay pot", unitCents: 1250 },
  { sku: "TBL-30", title: "Oak side table", unitCents: 24900 },
] as const;

export const orderStatuses = ["open", "paid", "shipped", "delivered", "returned"] as const;
export type OrderStatus = (typeof orderStatuses)[number];

const cyrillic = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя";
const latin = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh sch . y . e yu ya".split(" ");
const latinOf = new Map<string, string>([
  ...[...cyrillic].map((letter, index): [string, string] => [letter, latin[index]?.replace(".", "") ?? ""]),
  ["ß", "ss"],
  ["ä", "ae"],
  ["ö", "oe"],
  ["ü", "ue"],
]);

/** The mail-box form of a name: `Фёдор Щербаков` becomes `fedor.scherbakov`. */
export function toMailName(name: string): string {
  return [...name.normalize("NFC").toLowerCase()]
    .map((character) => latinOf.get(character) ?? character.normalize("NFD").replace(/\p{M}/gu, ""))
    .join("")
    .replace(/[^a-z]+/g, ".");
}
