import { readTable } from "./russian-words.ts";

/** Beginnings of German words (accents folded), with the English words that a search would use. */
const table = `
erstell create|anleg create|erzeug create generate|hinzufug add|hinzu add|einfug insert add|losch delete|entfern remove|aktualisier update|ander change update|bearbeit edit
abruf get fetch|hol get fetch|lies read|les read|schreib write|speicher save store|sicher save backup|hochlad upload|herunterlad download|runterlad download|lad load|versend send|send send|schick send
verschick send|antwort reply answer|weiterleit forward|zeig show list|anzeig show display|auflist list|liste list|offn open|schliess close|start start run|ausfuhr execute run|stopp stop
beend end stop|abbrech cancel|stornier cancel|neustart restart|find find search|such search|durchsuch search|vergleich compare|pruf check verify|uberpruf check verify|bestatig confirm
genehmig approve|berechn calculate|rechne calculate|zahl count number pay|ubersetz translate|umwandl convert|konvertier convert|generier generate|zeichn draw|kopier copy|verschieb move
umbenenn rename|zusammenfuhr merge|zusammenfass summarize|fasse summarize|verbind connect|trenn split disconnect|filter filter|sortier sort|analysier analyze|auswert analyze evaluate|beschreib describe
erklar explain|installier install|einricht configure set|konfigurier configure|einstell settings set|bereitstell deploy|veroffentlich publish|abonnier subscribe|plan plan schedule|erinner reminder remind
benachrichtig notification|nachricht message news|nachrichten news message|brief letter|anhang attachment|kanal channel|anruf call phone|telefon phone|besprech meeting|treffen meeting|termin appointment event calendar
ereignis event|veranstalt event|kalender calendar|aufgab task|fehler error bug|problem issue problem|projekt project|zweig branch|anfrag request query|abfrag query|quelltext code source|skript script|programm program
funktion function|datei file|ordner folder directory|verzeichnis directory|pfad path|dokument document|text text|seite page|webseit website page|verweis link|verknupf link|klick click|druck press print
eingab input|eingeb enter input|ausgab output|bild image picture|foto photo|bildschirmfoto screenshot|musik music|lied song|stimme voice|sprach language speech|tabell table spreadsheet|zeil row line|spalt column
zell cell|diagramm chart diagram|grafik chart graphic|bericht report|daten data|datenbank database|datensatz record|wert value|feld field|schlussel key|passwort password|kennwort password|geheim secret
zugriff access|berechtig permission|recht permission right|rolle role|benutz user|nutzer user|konto account|kund customer|mitarbeit employee|person person|kontakt contact|gruppe group|mannschaft team
unternehm company|firma company|bestell order|auftrag order job|produkt product|artikel article item|lager warehouse inventory|warenkorb cart|kauf buy purchase|verkauf sell sale|rechnung invoice|bezahl pay payment
zahlung payment|preis price|kosten cost|kurs rate course|wahrung currency|geld money|aktie stock share|borse exchange stock|wetter weather|vorhersag forecast|temperatur temperature|karte map card
adress address|anschrift address|ort place location|standort location|koordinat coordinates|strecke route distance|weg route|entfernung distance|stadt city|land country|flug flight|fahrkart ticket train
zug train|unterkunft accommodation hotel|rezept recipe|buch book|spiel game|dienst service|behalter container|abbild image|protokoll log|status status|zustand state status|fassung version|modell model
wissen knowledge|speicherung storage|verlauf history|geschicht history|zeit time|uhrzeit time|datum date|heute today|morgen tomorrow|gestern yesterday|letzt last latest|neu new|neuest latest|alle all
erst first|zufall random|nummer number|summe sum|anzahl count|prozent percent|deutsch german|englisch english|stichwort keyword|schlagwort tag keyword|kommentar comment|bewert rating review|netz network web
umgebung environment nearby|nahe nearby|werkzeug tool|vorlage template|zusammenfassung summary|ubersicht overview summary|liefer delivery deliver|lieferung delivery|steuer tax|vertrag contract|lehrgang course
rechner calculator computer|bildschirm screen|fenster window|taste key|schaltflache button|knopf button|formular form|antrag request|postfach inbox|post mail|freigeb share approve|teil share part|freigabe share
erhoh increase increment|verringer decrease reduce|senk decrease reduce|zahler counter count|archivier archive|wiederherstell restore|anmeld login sign|abmeld logout|wahl select choose|auswahl select choose
seh view|betracht view|reservier reserve booking|buche book reserve|registrier register|verschlussel encrypt|entschlussel decrypt|komprimier compress|entpack extract unzip|extrahier extract|erkenn recognize detect
beobacht monitor watch|uberwach monitor|verfolg track|zuweis assign|zuordn assign|markier mark tag|schatz estimate|zusammenstell compile collect|sammel collect|gerat device|netzwerk network|domane domain
zertifikat certificate|warteschlang queue|abonnement subscription|rabatt discount|ruckerstatt refund|ausgaben expense|haushalt budget|gesundheit health|medikament drug medicine|krankheit disease|arzt doctor
schul school|universitat university|forschung research|wissenschaft scientific research|freund friend|beitrag post article|stelle job position
`;

export const germanWords: ReadonlyMap<string, readonly string[]> = readTable(table);

const functionWords = new Set(
  "der das den dem des ein eine einen einem einer eines und oder aber nicht mit fur von vom zum zur im ich mir mich wir uns bitte alle welche welcher wie wo ist sind auf aus nach bei uber unter meine meinen mein meiner".split(
    " ",
  ),
);

/** Whether the words of a query read as German; single words cannot tell. */
export function looksGerman(words: readonly string[]): boolean {
  let found = 0;
  for (const word of words) if (functionWords.has(word)) found += 1;
  return found >= 2 || (found === 1 && words.length <= 6);
}

export function isGermanFiller(word: string): boolean {
  return functionWords.has(word);
}
