import { piiTypes } from "@sluice/contracts";
import { expect, test } from "vitest";
import { defaultDetectors } from "./default-detectors.ts";
import { findPii } from "./find-pii.ts";

/** Letters, chats, logs and notes of many kinds, all invented; `[[type:text]]` is what has to be found. */
const texts: readonly string[] = [
  "Patient: [[person:Wren Castellano]]\nDOB: [[birth-date:03/14/1987]]\nMRN 0038172\nReferred by Dr. [[person:Anneke de Vries]] for persistent cough.",
  "sshd[2211]: Failed password for invalid user admin from [[ip:185.220.101.47]] port 51122 ssh2",
  "Termination letter. Dear Ms. [[person:Delacroix-Nwosu]], your employment with Brightwell Ltd ends on 31 August 2025.",
  "Driver licence number: [[national-id:MORGA657054SM9IJ]], holder [[person:Sarah Morgan]].",
  "Meeting notes 14 Feb: [[person:Ingrid]] will follow up with [[person:Paolo Bernardini]] about the lease in Turin.",
  "Could you update my address? New one: [[address:Flat 2, 9 Marchmont Crescent, Edinburgh EH9 1HF]]. Thanks, [[person:Eilidh Macrae]]",
  "He said his name was [[person:Mustafa Yıldırım]] and gave me [[phone:+90 532 555 01 22]].",
  "We have reached out to [[person:Fatima Zahra Benali]] on three occasions; she can be reached on [[phone:+212 661-234567]].",
  "Account 1: [[person:Lee Min-ho]], [[address:152 Teheran-ro, Gangnam-gu, Seoul 06236]], [[phone:+82 10-1234-5678]]",
  "Signed by [[person:T. R. Blackwood]], Company Secretary.",
  "[[person:Olena Kovalenko]] asked whether her son [[person:Maksym]] could be added to the policy.",
  "Guest list: [[person:Harriet Pemberton]], [[person:Idris Bello]], [[person:Yuki Tanaka]], [[person:Cian Gallagher]] and [[person:Noor]].",
  "Assigned to: [[person:Vikram Iyer]]\nReporter: [[person:Chloe Dubois]]\nWatchers: [[person:S. Papadopoulos]], [[person:Wanjiru Kamau]]",
  "Passport: [[passport:533380006]] (UK), holder [[person:Imogen Blythe]], expires 2031.",
  "Ask [[person:Ewa]] or [[person:Piotr Zieliński]] for the keys.",
  "voicemail transcript: hi this is [[person:brenda kowalski]] calling about invoice 3321 my number is [[phone:773 555 0190]] thanks bye",
  "I'm [[person:Abigail]], [[person:Ross]]'s wife. He is in hospital and cannot come to the phone.",
  "Dear Mr and Mrs [[person:Castellanos]], your mortgage reference is 88-20193.",
  "Next of kin: [[person:Nomvula Dlamini]], mother, [[phone:083 555 0167]]",
  "As discussed with [[person:Sanjay]], we'll need [[person:Olivia Brennan]]'s signature before Monday.",
  "Can't reach [[person:Theo]]. Tried [[phone:+61 2 9374 4000]] and [[phone:+61 412 555 019]].",
  "Subscriber id: 882190, name: [[person:Chen Xiaoming]], mobile: [[phone:+86 138 0013 8000]]",
  "Sent from [[person:Ludovic]]'s iPhone",
  "NHS number [[national-id:420 196 6003]] - [[person:Geoffrey Tunstall]] - allergic to penicillin",
  "Mx. [[person:Rowan Ellery]] uses they/them pronouns; HR contact is [[person:Bettina]].",
  "Whois: registrant [[person:Ulrich Steiner]], [[address:Bahnhofstrasse 3, 8001 Zürich]], [[phone:+41.443643532]], [[email:hostmaster@steiner-ag.ch]]",
  "Our records show [[person:MARGARET ELIZABETH DUNNE]] at [[address:12 ST JOHNS WOOD RD, LONDON NW8 8RE]].",
  "In case of emergency: [[person:Xu Li]] [[phone:+65 9123 4567]]",
  "Please change the beneficiary to my daughter [[person:Saskia]]. Her account is [[iban:GB90WEST73119993847511]].",
  "We interviewed [[person:Hyun-woo Park]] and [[person:Sakura Inoue]]; both declined the offer.",
  "Return label printed for [[person:Ana-Maria Ionescu]], [[address:Strada Lipscani 12, 030033 București]].",
  "Payroll: [[person:Lindiwe Khumalo]], SSN [[ssn:601-31-8553]], start date 2025-06-01, salary $72,000.",
  "Witness statement of [[person:Jerome Baptiste]], aged 34, of [[address:15B Carlton Avenue, Birmingham B13 9RD]].",
  "His Social Security number, [[ssn:601-62-8518]], appeared on the dark web.",
  "New address: [[address:Apt 12, 3 Quai de Valmy, 75010 Paris]]; previous: [[address:9 Rue Lepic, 75018 Paris]].",
  "[[person:Anneliese Brockmann]], geboren am [[birth-date:14.05.1961]], wohnhaft [[address:Am Alten Markt 7, 24103 Kiel]].",
  "Bonjour, je m'appelle [[person:Clémence Aubert]] et mon numéro est le [[phone:06 39 98 44 21]].",
  "Numéro de sécurité sociale : [[national-id:1 82 05 75 116 042 68]] ; patient : [[person:Lucien Fabre]].",
  "Estimado señor [[person:Villanueva]], le escribo en nombre de [[person:Rocío Jiménez Pardo]].",
  "Hola [[person:Pilar]], soy [[person:Nacho]]. ¿Puedes llamar a la señora [[person:Quintana]] al [[phone:+34 91 123 45 67]]?",
  "Madame [[person:Nguyen]] a rendez-vous avec le docteur [[person:Lefebvre]].",
  "El paciente [[person:Emiliano Quiroga]], DNI [[tax-id:74493722B]], acudió ayer.",
  "Генеральный директор ООО «Вектор» [[person:Сергей Анатольевич Ломакин]] встретился с губернатором [[person:Ниной Крыловой]].",
  "Прошу перезвонить [[person:Г. М. Штерну]] на номер [[phone:8 (812) 555-01-77]].",
  "[[person:Акакию Башмачникову]] выдали новую банковскую карту [[card:2202 4784 8318 0642]].",
  "Доверенность выдана [[person:Прохоровой Таисии Геннадьевне]] на представление интересов.",
  "Сотрудник [[person:Ли Александр Сергеевич]], табельный номер 00412, уволен 15.02.2025.",
  "Режиссёр [[person:Никита Верещагин]] представил фильм в Каннах вместе с актрисой [[person:Софией Эрнст]].",
  "Жительница Омска [[person:Раиса Кондратьевна Пыжова]] выиграла миллион рублей.",
  "Отправьте посылку по адресу: [[address:Санкт-Петербург, Невский пр., д. 28, лит. А, офис 310]].",
  "СНИЛС пациента [[person:Лаптева Бориса]]: [[national-id:19457661117]].",
  "Загранпаспорт [[passport:75 1234567]] на имя [[person:KUZNETSOVA ELENA]].",
  "Вызов принят: [[address:Новосибирск, Красный проспект, 65, кв. 12]], домофон 12, [[person:Тамара Игнатьевна]]",
  "Семья [[person:Кравцовых]] переехала в [[address:Краснодар, ул. Северная, 324]].",
  "Прошу принять на работу [[person:Юлию Михайловну Ворону]] на должность кассира.",
  "Место жительства: [[address:Московская область, г. Химки, мкр. Сходня, ул. Первомайская, д. 10]]",
  "Хозяин квартиры [[person:Арсен Вартанович]] ждёт по адресу [[address:ул. Лесная, 7, кв. 3]].",
  "Добрый день! Меня зовут [[person:Тихон Рукавишников]], договор 77-А, номер [[phone:+7 921 555-01-31]].",
  "Пациент [[person:Нечаев Илья Романович]], [[birth-date:30.11.1969]] г.р., поступил в 14:20.",
  "Сообщение от [[person:Тараса Бондаря]]: «Буду в пять».",
  "The Shard in London is 309.6 metres tall and was inaugurated in July 2012. It has 95 storeys and 44 lifts.",
  "The Paris Agreement, the Kyoto Protocol and the Montreal Protocol are treaties. The Treaty of Rome was signed in 1957.",
  "ООО «Газпром трансгаз Томск», АО «Тинькофф Банк» и ПАО «Сбербанк» представили новые тарифы на услуги связи.",
  "На улице Ленина и проспекте Мира идёт ремонт дорожного покрытия. Работы завершатся к 1 сентября 2026 года.",
  "Rezept: 250 g Mehl, 3 Eier, 100 ml Milch. Bei 180 Grad 35 Minuten backen. Mit Puderzucker und Himbeeren servieren.",
  "Release notes 3.2.0: Improved Search, Faster Sync, New Dashboard Widgets. Known Issues: Safari 16 may flicker.",
  "Le ministère de l'Éducation nationale a publié les résultats du Baccalauréat. La session de juin commence lundi.",
  "Кафе «Пушкинъ» на Тверском бульваре открыто до полуночи. Меню: борщ, пельмени, блины с икрой.",
  "INSERT INTO regions (code, name) VALUES ('US-VA', 'Virginia'), ('US-GA', 'Georgia'), ('AU-VIC', 'Victoria');",
];

const options = { detectors: defaultDetectors, types: new Set(piiTypes) };

test.each(texts)("findPii() finds exactly what is marked in %j", (marked) => {
  const text = marked.replace(/\[\[[a-z-]+:(.*?)\]\]/gs, "$1");
  let found = "";
  let at = 0;
  for (const { start, end, type } of findPii(text, options)) {
    found += `${text.slice(at, start)}[[${type}:${text.slice(start, end)}]]`;
    at = end;
  }
  expect(found + text.slice(at)).toBe(marked);
});
