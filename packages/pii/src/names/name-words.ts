const set = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

export const titles: ReadonlySet<string> = set(
  "mr mrs ms miss mister dr doctor prof professor sir lady madam mme mlle herr frau señor señora sr sra don doña hr fru capt captain sgt sergeant lt col gen rev uncle aunt herrn familie fräulein maître meneer mevrouw dhr pani signor signora sig dott lic mx dame lord président president senator governor judge officer detective",
);

/** Small words inside a name. */
export const particles: ReadonlySet<string> = set(
  "de del della di da do dos das du des la le van von der den ter ten bin ibn al el y e zu af av",
);

/** Words after a name that make it an organisation's or a place's. */
export const organisationWords: ReadonlySet<string> = set(
  "inc llc ltd gmbh corp co company corporation group partners bank university college school institute foundation association society club team hospital clinic church hotel restaurant museum theatre theater airlines airways motors media press records pictures studios studio entertainment systems solutions technologies software labs orchestra band league cup festival award awards prize party street st road rd avenue ave lane drive square park bridge river lake mountain mount island islands county city town village airport station center centre building tower hall house university's insurance holdings industries services airport stadium prize act bill law code language framework library conference summit islands bay beach valley hills street's weekly times post journal news magazine show investments holding ventures consulting logistics capital associates terrace pass bypass point forges crossing heights ridge view gateway boulevard highway orchestra ensemble choir academy council committee commission ministry department agency authority union federation parliament congress senate court police army navy news album song movie film series game dependency dependencies deps",
);

/** Written with a capital and no name: weekdays, months, and what opens a sentence. */
export const capitalisedWords: ReadonlySet<string> = set(
  "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december english german french spanish russian italian american british european chinese japanese indian canadian australian dutch polish swedish norwegian danish finnish google microsoft apple amazon facebook twitter github linux windows android internet christmas easter god jesus christ i i'm i'd i've i'll ok the a an this that these those he she it we you they my your his her our their and but or if when while where what who why how in on at to from for with by of is are was were be as so no not yes please thanks thank hello hi hey dear re fw fwd cc bcc api url http json xml sql html css pdf id ids todo fixme note iban ssn vat bot app web site song album version update email phone fax mobile desk address name mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec when where cite dob dni pesel cpf nie nif cif nhs hallo bonjour bonsoir salut hola olá ciao hej guten sehr geehrte geehrter geehrten liebe lieber estimado estimada querido querida cher chère cordialement atentamente saludos gruß gruss grüße grüßen grüssen herzliche freundliche freundlichen viele beste merci danke gracias tel gentile egregio prezado prezada caro cara szanowna szanowny januar februar märz mai juni juli oktober dezember tél sie wir thx america africa europe asia oceania",
);

/** Articles of other languages: no part of a name where they open a sentence. */
export const articles: ReadonlySet<string> = set(
  "der die das den dem ein eine le la les el los las un une il lo gli het een",
);

/** What names of places and of saints open with. */
export const placePrefixes: ReadonlySet<string> = set(
  "san santa santo são saint st sankt port puerto fort mount lake los las",
);

/** Given names that in the text of tools are mostly software. */
export const softwareNames: ReadonlySet<string> = set(
  "ruby jade pearl crystal julia jasmine jenkins django elm dart swift scala travis maven gatsby hugo jekyll athena aurora apollo phoenix iris ember astro sierra catalina ventura sonoma safari opera gemini claude siri alexa cortana selenium cassandra delta nova lambda kafka luna orion sage sass stylus vite vega titan ray dash bolt angular svelte solr lucene marshal baz foo bar qux darwin yoga async",
);

const relatives =
  "wife|husband|son|daughter|brother|sister|mother|father|mom|dad|friend|colleague|boss|partner|neighbou?r|cousin|nephew|niece|roommate|girlfriend|boyfriend";
const professions =
  "customer|client|patient|employee|actor|actress|singer|author|writer|director|president|minister|senator|ceo|cto|cfo|chairman|chef|player|coach|producer|engineer|doctor|lawyer|teacher|artist|musician|guitarist|drummer|founder|manager|beneficiary|tenant|user";

/** Ends of the text before a name, in lower case. */
export const cueBefore: RegExp = new RegExp(
  `(?:\\bnamed(?: (?:him|her|them|after))?|\\bcalled|\\bthis is|\\bbest,?|\\bcheers,?|\\bauthor ?:|\\bfrom ?:|\\bto ?:|\\bcc ?:|\\battn\\.? ?:?|\\bcontact ?:|\\bask for|\\bspeak (?:to|with)|\\bfollow up with|\\bmet|\\bmarried|\\b(?:${relatives})|\\b(?:${professions})|\\b(?:written|directed|sung|composed|produced|played|performed|held|owned|signed|recorded|founded|led|starring) by|\\bstarring|\\bbehalf of|\\bsays|\\bsaid|\\basked|\\btold|\\breplied|\\bshouted at|\\byelled at|\\bassistant to|\\bleave me|\\bhere's|\\badd|\\bcorrect it to|\\bchange it to|\\bunder)[\\s,:"“(]{1,8}$`,
);

const greetings =
  "hallo|gentile|egregio|prezad[oa]|car[oa]|szanown[ay]|hola|bonjour|bonsoir|salut|ciao|hej|olá|liebe[rs]?|querid[oa]|cher|chère|beste|soy|me llamo|je m['’]appelle|ich bin|ich heiße|mein name ist|mi nombre es|cordialement|saludos|atentamente|gru(?:ß|ss)|grü(?:ß|ss)en?|lg|vg|cheers|thx";
/** Titles that other languages write small. */
const smallTitles =
  "señora?|señorita|sr|sra|don|doña|monsieur|madame|mme|mlle|maître|frau|herrn?|signora?|docteur|dott|dottoressa|doutor|doutora|professeur|professore|meneer|mevrouw|pani?";
const roles =
  "customer|client|patient|employee|assignee|reporter|watchers?|owner|captain|coach|driver|witness|tenant|holder|applicant|candidate|student|teacher|doctor|nurse|manager|supervisor|attendees?|participants?|guest|passenger|beneficiary|recipient|sender|author|editor|approver|counterparty|(?:approved|prepared|reviewed|signed|reported|created|assigned|requested|written|submitted|verified|checked) (?:by|to)";

const introductions =
  "(?:my|your|his|her|their|full|first|last|maiden|given|family|partner's|surname|sur)(?: \\w+)? ?names?(?:'s| is| was|:|\\?)?|name['’]s|i am|i'm|calls? (?:me|him|her|us)|dear|hi|hello|hey|name ?:|name is|signed,?|regards,?|sincerely,?";

export const strongCueBefore: RegExp = new RegExp(
  `(?:(?:^|[^\\p{L}])(?:${greetings}|(?:${smallTitles})\\.?|на имя)|\\b(?:${introductions}|(?:${roles}) ?:))[\\s,:"]{1,8}$`,
  "u",
);

/** `told Ann that`: whatever stands between is told something. */
export const speechBefore: RegExp = /\b(?:told|asked|tell|ask|let|informed|reminded|warned|promised|emailed) $/;
export const speechAfter: RegExp = /^ (?:that|to|know|whether|if|about|for|when|why|how)\b/;

/** Starts of the text after a name: what people have and do. */
export const cueAfter: RegExp =
  /^(?:['’]s (?:name|email|e-mail|phone|address|account|birthday|number|mother|father|wife|husband|house|card|sister|brother|kid|song|book|novel|killers?|friend|boss|team|salary|contract|order)\b|: ?["“]|,? (?:who|born|aged|age \d)|,? (?:said|says|wrote|writes|told|tells|asked|replied|shouted|lives|lived|works|worked|was born|born|married|called|listed|died|joined|thinks|wants|likes|loves|hates|began|spent|flew|moved|had given|is from|is very|is \d|will be (?:talking|speaking|attending)|explained|added|argued|sang|played|starred)\b|, (?:can|could|would|will|are|do|did|please|have) (?:i|you|we)?\b)/;

/** A number or an address right after a name of several words. */
export const datumAfter: RegExp =
  /^(?:,? [(<]?(?:\+?\d[\d ()-]{6}|[^\s@]{1,24}@)|[,;:]? \(?(?:ssn|dob|tel|phone|mobile|cell|e-?mail|passport|mrn|dni|cnic|pesel|nhs|passaporto|pasaporte)\b)/;

/** Endings that surnames have in many languages and words of English have not. */
export const surnameEnding: RegExp =
  /(?:ski|sky|ska|skaya|cki|czyk|czak|ewicz|owicz|ovich|evich|ović|ević|vić|jić|nić|ić|ová|ova|eva|ov|ev|enko|chuk|yuk|sson|sen|sdóttir|dóttir|nen|lainen|quist|qvist|ström|berg|gren|lund|dahl|stad|gaard|ez|es|eau|eux|oux|ard|elli|etti|ini|ucci|acci|oni|opoulos|akis|idis|oglu|yan|ian|dze|shvili|escu|eanu|escu|ak|ík|ek|mann|meier|meyer|bauer|hardt|stein|feld|haus|kowski|wicz|puu|mäe|ás|ös|es|inho|eira|eiro|ães|ões|yama|moto|mura|kawa|naka|saki|guchi|zaki|hashi|shima|uchi)$/i;
