const list = (text: string): string =>
  text
    .split(" ")
    .map((word) => `[${word[0]}${(word[0] as string).toUpperCase()}]${word.slice(1)}`)
    .join("|");

/** Kinds of streets that follow the name, as a word of their own. */
export const streetAfter: string = list(
  "street st road rd avenue ave av lane ln drive dr boulevard blvd way court ct place pl square sq terrace ter parkway pkwy highway hwy circle cir trail close crescent cres grove row walk mews hill gardens green wharf quay plaza alley loop pike turnpike expressway union path route coves isle isles union extensions extension str bypass crossing heights ridge rise view park streets straat strasse straße weg platz allee gasse gata gatan vägen vej vejen gade allé katu tie kuja polku utca út útja tér körút köz u tee tänav puiestee ulica cesta trg caddesi sokak bulvarı dolny náměstí třída iela gatvė terrasse bakke bakken torg torv plads plein laan dreef kade fort gateway mountain passage promenade nagar marg",
);
/** Kinds of streets that stand before the name. */
export const streetBefore: string = list(
  "calle av carrer rambla camino bulevar avenida avda paseo plaza carrera carretera rua travessa praça alameda estrada largo rue avenue boulevard impasse chemin allée quai cours via viale piazza corso vicolo largo strada contrada ulica ul aleja al plac pl os calea bulevardul rruga jalan jl soi",
);
/** Endings of street names written in one word. */
export const streetEnd: string = list(
  "straße strasse str strassse weg platz allee gasse ring damm ufer gata gatan gatu vägen vagen väg vej vejen gade gaden veien vegen gaten alléen katu tie kuja polku straat laan weg plein kade gracht singel dreef dijk utca útja köz brücke bundesstrasse stræde stien svinget parken vænget haven strandvej",
);
/** Before a name only where a number stands first: `5 place Bellecour`. */
export const streetAfterNumber: string = list("place passage route cour cité quartier résidence");
export const unitWords: string = list("apt apartment suite ste unit flat floor fl room rm box bldg building lot");
