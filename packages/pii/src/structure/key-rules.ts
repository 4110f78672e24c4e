import type { PiiType } from "@sluice/contracts";

/** `strong`: the field says it. `weak`: the value must look the part as well. */
export interface KeyHint {
  readonly type: PiiType;
  readonly strength: "strong" | "weak";
}

const words = (text: string): readonly string[] => text.split("|").map((entry) => entry.trim());

/** Ends of field names, words apart by spaces; the longest end that is listed decides. `-` ends mean: none of these. */
const strong: Readonly<Partial<Record<PiiType, readonly string[]>>> = {
  email: words(
    "email|e mail|mail|e post|e posta|eposta|epost|adresse mail|adresse electronique|courrier electronique|direccion de correo|emailadresse|mailadresse|email address|mail address|email addr|почта|электронная почта|эл почта|емейл|имейл|correo|correo electronico|courriel|email adresse",
  ),
  phone: words(
    "phone|telephone|tel|tlf|numero telephone|numero de telephone|numero telefono|numero de telefono|telefoonnummer|telefonnr|telefoon|mobilnummer|mobil|mobiltelefon|telefon komorkowy|cellulare|gsm|puhelin|cep telefonu|mobile|cell|cellphone|fax|msisdn|whatsapp|phone number|phone no|phone num|telephone number|telephone no|tel number|tel no|mobile number|mobile no|mobile phone|cell number|cell phone|fax number|contact number|phone home|phone work|phone mobile|телефон|тел|моб|мобильный|факс|номер телефона|telefono|telefon|telefone|movil|handy|handynummer|telefonnummer|rufnummer|portable|celular",
  ),
  person: words(
    "first name|last name|name first|name last|name middle|name given|name family|given name|given names|family name|middle name|maiden name|surname|sur name|patronymic|forename|fore name|second name|full name|fname|lname|person name|fio|f i o|фио|имя|фамилия|отчество|полное имя|mothers maiden|mother maiden|maiden|customer name|contact name|contact person|employee name|patient name|author name|committer name|holder name|cardholder|card holder|account holder|recipient name|sender name|manager name|doctor name|physician name|student name|teacher name|guest name|passenger name|driver name|spouse name|mother name|father name|beneficiary name|buyer name|seller name|assignee name|reporter name|reviewer name|applicant name|candidate name|signer name|attendee name|participant name|lead name|member name|victim name|witness name|director name|name on card|naming familiar|nombre completo|apellido|apellidos|nombres|primer nombre|segundo nombre|apellido paterno|apellido materno|nombre y apellidos|primeiro nome|nom complet|nom prenom|vorname|nachname|vor und nachname|ansprechpartner|kontaktperson|voornaam|achternaam|fornavn|etternavn|fornamn|efternamn|etunimi|sukunimi|imie|nazwisko|imie i nazwisko|jmeno|prijmeni|vezeteknev|keresztnev|soyad|soyadi|familienname|prenom|nom de famille|nome completo|cognome|sobrenome|director|ceo|контактное лицо|директор|клиент фио|сотрудник|получатель|отправитель|пациент|заявитель|водитель|владелец",
  ),
  card: words(
    "card number|card no|card num|cc number|cc num|ccnumber|credit card|creditcard|credit card number|debit card|debit card number|card pan|pan|номер карты|карта|numero de tarjeta|kartennummer|kaartnummer|numero carte|numero de carte|numero carta|numero tarjeta",
  ),
  iban: words("iban|iban number|iban code|iban no"),
  "tax-id": words(
    "inn|инн|tax id|tax number|tax no|tax code|taxid|tin|tin number|vat|vat id|vat number|vat no|vatin|ein|itin|nif|cif|cpf|cnpj|rfc|rut|gstin|tax identification number|taxpayer id|taxpayer number|steuer id|steuernummer|codice fiscale|cod fisc|codigo fiscal|numero fiscal|steuer identifikationsnummer|steuernr|ust id|identificacion fiscal|rfc curp|partita iva|fiscal code|abn|tfn",
  ),
  address: words(
    "address|addr|street|street address|street name|address line|addr line|home address|postal address|mailing address|billing address|shipping address|delivery address|residential address|registration address|адрес|улица|адрес регистрации|адрес проживания|адрес доставки|прописка|adresse|direccion|domicilio|indirizzo|endereco|strasse|anschrift|calle|rue|rua|logradouro|adresa|adres|adress|osoite|straat|domicile|direccion postal",
  ),
  ip: words(
    "ip|forwarded for|remote address|ip address|ip addr|ipv|client ip|remote ip|source ip|remote addr|last ip|айпи",
  ),
  mac: words("mac|mac address|mac addr|hw address|hardware address|ether address"),
  ssn: words("ssn|social security number|social security no|social security"),
  passport: words(
    "passport|passport number|passport no|passport num|passport id|passport series|passport seria|паспорт|номер паспорта|серия паспорта|серия и номер паспорта|pasaporte|passeport|passaporto|загранпаспорт|паспортные данные|travel document|travel document number|reisepass|passnummer",
  ),
  "birth-date": words(
    "dob|d o b|birth|fecha nacimiento|fecha nac|date naissance|data nascimento|data nascita|geboren|geboren am|geburtstag|geb datum|geboortedatum|fodselsdato|fodelsedatum|syntymaaika|data urodzenia|datum narozeni|szuletesi datum|dogum tarihi|др|birth date|birthdate|date of birth|birthday|birth day|born|born on|born at|bdate|дата рождения|день рождения|fecha de nacimiento|geburtsdatum|date de naissance|data de nascimento|data di nascita",
  ),
  "national-id": words(
    "snils|снилс|national id|national identity|national identification number|national insurance number|nino|nin|personnummer|personal number|identity number|identity card|id card|id card number|pesel|aadhaar|aadhar|curp|dni|nie|licence no|license no|licence number|license number|cedula|personalausweis|ausweisnummer|ni number|medicare number|medicare no|burgerservicenummer|numero securite sociale|numero de securite sociale|sozialversicherungsnummer|ahv nummer|fodselsnummer|personnr|cpr nummer|henkilotunnus|tc kimlik no|rodne cislo|numero de documento|driver license|drivers license|driver licence|driving licence|driving license|license number driver|driver license number|drivers license number|driving licence number|nhs number|bsn|sin number|voter id|pan number|ogrn|огрн|ogrnip|огрнип|oms|омс|полис омс|military id|resident registration number|rrn|hkid|nric|emirates id",
  ),
};

/** Ends that look like the above and are not. A longer end wins over a shorter one, so listing them is enough. */
const friends = words(
  "ip pan|wallet address|contract address|memory address|bind address|listen address|web address|server address|node address|host address|site address|token address|eth address|url address|base address|network address|mail server|mail host|sim card|graphics card|sd card|business card|id mail|head phone|micro phone|smart phone|http mail|wall street|report card|voter mail|mail merge|device name|gas tax|sales tax|is mobile|chat mail|web mail|voice mail|track pan|bus address|return address type|music director|art director|project director|managing director type",
);

/** A person's where the record says so, or the value looks like one. */
const nameWords = words(
  "name|names|display name|real name|public name|preferred name|nombre|nom|nome|naam|имя и фамилия",
);

/** A person's only where the value looks like one. */
const titleWords = words("title|label|legal name|наименование|название");

/** Fields that hold the name of a thing or of a place, and so no person's by the look of two words. */
const thingWords = words(
  "company|company name|organization|organisation|organization name|organisation name|org|org name|vendor|vendor name|brand|brand name|manufacturer|supplier|supplier name|merchant|merchant name|store name|shop name|product|product name|product title|item name|model|model name|city|city name|town|country|country name|state|region|province|county|district|location name|language|currency|department|department name|job title|position|role|airline|hotel|venue|university|school|bank|bank name|employer|industry|category|category name|genre|album|movie|song|book|track|playlist|team name|project name|repo name|repository name|app name|package name|channel name|компания|организация|производитель|бренд|город|страна|регион|область|товар|номенклатура|должность|отдел|категория|модель|марка",
);

/** One person each; as the key of a string, or of an object whose `name` is asked for. */
const personNouns: ReadonlySet<string> = new Set(
  words(
    "person|people|user|author|committer|customer|client|contact|employee|patient|assignee|reporter|reviewer|manager|owner|member|participant|attendee|recipient|sender|creator|staff|doctor|physician|nurse|student|teacher|tutor|guest|passenger|driver|spouse|wife|husband|mother|father|child|parent|sibling|guardian|beneficiary|buyer|seller|tenant|landlord|applicant|candidate|signer|signatory|subscriber|cardholder|holder|lead|agent|leader|supervisor|colleague|friend|relative|next of kin|kin|individual|profile|founder|speaker|maintainer|collaborator|contributor|resident|citizen|victim|witness|respondent|claimant|plaintiff|defendant|payer|payee|borrower|donor|consultant|interviewer|interviewee|клиент|контакт|сотрудник|автор|пользователь|пациент|менеджер|получатель|отправитель|владелец|участник|заявитель|водитель|директор|ответственный|студент|человек|pusher|signee|requester|requestor|invitee|organizer|organiser|approver|submitter|editor|counterparty|courier|insured|policyholder|viewer|watcher|captain|coach|cust|emp|mgr|commenter|uploader|инициатор|исполнитель|арендатор|заемщик|курьер",
  ),
);

/** Ends of fields that hold who did it: `createdBy`, but not `sortedBy`. */
const deeds =
  "created|updated|modified|changed|edited|assigned|approved|signed|reported|owned|invited|uploaded|requested|prepared|reviewed|submitted|posted|closed|merged|verified|completed|deleted|published|handled|issued|sent|received|booked|added|authored|committed|resolved|tested|acked|suggested|off";
const deed = new RegExp(`^(?:${deeds}) (?:by|to)$`);

/** Whether a field's name, in words, means one person. */
export function isPersonNoun(words: readonly string[]): boolean {
  const last = words.at(-1) ?? "";
  return personNouns.has(last) || (words.length === 1 && last === "by") || deed.test(words.slice(-2).join(" "));
}

/** Parents whose `name` is never a person's. */
export const thingNouns: ReadonlySet<string> = new Set(
  words(
    "repo|repository|label|step|app|application|package|workflow|product|item|project|org|organization|organisation|company|vendor|supplier|store|shop|team|group|department|branch|tag|release|license|milestone|job|runner|environment|plan|category|file|image|model|device|host|server|service|tool|channel|table|column|field|database|city|country|state|region|bank|brand|event|topic|template|module|plugin|role|permission|status|type|currency|language|enterprise|business|account|campaign|course|book|movie|song|album|artist|game|vehicle|компания|организация|товар|продукт|город|банк|проект|отдел|merchant|employer|school|university|hospital|clinic|hotel|restaurant|airline|facility|location|place|venue|rule|check|suite|deployment|asset|ref|commit|discussion|answer|sponsorship|tier|marketplace|installation|hook|webhook|secret|variable|key|queue|node|cluster|namespace|pod|container|volume|bucket|function|layer|stack|source|target|metric|alert|dashboard|board|list|card|space|page|folder|drive|calendar|room|property|dataset|index|track|playlist|sku|variant|recipe|ingredient|flight|airport|feature|standard|номенклатура|отдел|должность",
  ),
);

/** Fields whose numbers are technical, whatever they look like: only addresses and names are looked for in them. */
const quiet = words(
  "version|semver|build|release|revision|isbn|issn|ean|upc|gtin|sku|barcode|etag|checksum|hash|digest|sha|sha1|sha256|md5|trace|trace id|span|span id|request id|correlation id|commit|timestamp|duration|cron|color|colour|size|dimensions|resolution|uuid|guid|nonce|signature|cursor|offset|latitude|longitude|lat|lon|lng|coordinates|checksums|fingerprint|mime type|content type|user agent|sort key|weight|height|width|price|amount|total|tracking number|tracking|order number|order id|invoice number|transaction id|job id|node id|build number|serial number|part number|version number|model number|account ref",
);

export interface KeyRules {
  readonly types: ReadonlyMap<string, KeyHint>;
  readonly friends: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  readonly titles: ReadonlySet<string>;
  readonly things: ReadonlySet<string>;
  readonly quiet: ReadonlySet<string>;
}

function buildRules(): KeyRules {
  const types = new Map<string, KeyHint>();
  const put = (end: string, hint: KeyHint): void => {
    types.set(end, hint);
    // Written in one word: firstname, phonenumber.
    const joined = end.replaceAll(" ", "");
    if (joined !== end && joined.length > 4 && !types.has(joined)) types.set(joined, hint);
  };
  for (const [type, ends] of Object.entries(strong) as [PiiType, readonly string[]][]) {
    for (const end of ends) put(end, { type, strength: "strong" });
  }
  for (const noun of personNouns) {
    if (!types.has(noun)) types.set(noun, { type: "person", strength: "weak" });
    if (noun !== "user") put(`${noun} name`, types.get(`${noun} name`) ?? { type: "person", strength: "weak" });
  }
  for (const verb of deeds.split("|")) put(`${verb} by`, { type: "person", strength: "weak" });
  put("assigned to", { type: "person", strength: "weak" });
  return {
    types,
    friends: new Set(friends),
    names: new Set(nameWords),
    titles: new Set(titleWords),
    things: new Set(thingWords),
    quiet: new Set(quiet),
  };
}

export const keyRules: KeyRules = buildRules();

/** Ends of words run together (`customeremail`) that are distinctive enough to be cut off. */
export const gluedEnds: readonly string[] = [
  "emailaddress",
  "email",
  "phonenumber",
  "mobilenumber",
  "telephone",
  "phone",
  "firstname",
  "lastname",
  "fullname",
  "surname",
  "middlename",
  "passport",
  "passportnumber",
  "birthdate",
  "birthday",
  "dateofbirth",
  "iban",
  "snils",
  "streetaddress",
  "homeaddress",
  "postaladdress",
  "cardnumber",
];
