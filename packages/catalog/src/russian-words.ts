/** Beginnings of Russian words, with the English words that a search would use. The longest beginning decides. */
const table = `
созда create|добав add|удал delete remove|убра remove|убер remove|стере erase|стира erase|очист clear|очищ clear|обнов update|измен update edit|поменя change
редактир edit|правк edit|исправ fix|замен replace|получ get|достан get|прочит read|прочти read|прочес read|чита read|чтени read|напиш write|написа write
запис write record|запиш write|сохран save|загруз load upload|выгруз export download|скача download|скачай download|отправ send|пошл send|послат send|рассыл mailing
перешл forward|ответ reply answer|покаж show get|показ show|вывед show list|вывод output|отобраз display|открой open|откры open|закро close|закры close|запуст run start
запущ run start|запуск run start|выполн execute run|останов stop|прерв abort|отмен cancel|перезапу restart|перезагру reload restart|найд find search|найти find search
поиск search|ищ search|искат search|разыщ find|список list|списк list|перечисл list|перечен list|сравн compare|провер check verify|подтверд confirm|утверд approve
вычисл calculate|посчита count calculate|подсчит count calculate|рассчит calculate|расчет calculate|сложи add sum|умнож multiply|перевед translate convert|перевод translate translation
конверт convert|преобраз convert transform|сгенерир generate|генерир generate|генерац generate|сделай make create|сделат make create|построй build plot|постро build plot
нарису draw|рисова draw|рисун drawing|скопир copy|копир copy|копи copy|перемест move|перенес move|переимен rename|объедин merge|слей merge|слия merge|раздел split|фильтр filter
отфильтр filter|сортир sort|отсортир sort|анализ analyze|проанализ analyze|резюмир summarize|суммар summary|обобщ summarize|кратк summary|опиш describe|описа description describe
объясн explain|подключ connect|соедин connect join|отключ disconnect disable|включ enable|установ install set|настро configure settings|развер deploy|разверн deploy
опублик publish|публик publish|подпис subscribe sign|отпис unsubscribe|назнач assign schedule|заплан schedule|планир plan schedule|распис schedule|напомин reminder|напомн remind
уведом notification|оповещ notification alert|сообщ message|письм email letter|почт mail email|электрон electronic|вложен attachment|чат chat|канал channel|звон call
телефон phone|встреч meeting|собран meeting|событ event|календар calendar|задач task issue|задани task|проблем issue problem|ошибк error bug|баг bug|тикет ticket
заявк request ticket|проект project|репозитор repository|ветк branch|коммит commit|слит merge|запрос query request|код code|скрипт script|программ program|функц function
файл file|папк folder directory|каталог directory catalog|директор directory|путь path|документ document|текст text|страниц page|сайт website|веб web|ссылк link url
браузер browser|клик click|нажм click press|ввод input|введ enter input|картин image picture|изображен image|фото photo|снимок screenshot image|скриншот screenshot
видео video|аудио audio|музык music|песн song|голос voice|речь speech|таблиц table spreadsheet|строк row line string|столб column|колонк column|ячейк cell|график chart graph
диаграмм diagram chart|отчет report|данн data|баз base database|запись record|значен value|поле field|пол field|ключ key|слов word|парол password|секрет secret
токен token|доступ access|прав permission right|роль role|рол role|пользовател user|учетн account|аккаунт account|счет account invoice|клиент customer client|покупател customer
сотрудник employee|человек person|люд people|контакт contact|команд team command|групп group|организац organization|компани company|заказ order|товар product|продукт product
склад warehouse inventory|корзин cart|купи buy|покупк purchase|продаж sale|плат payment pay|оплат payment pay|цен price|стоимост cost price|курс rate course|валют currency|деньг money
банк bank|акци stock share|бирж exchange stock|криптовал cryptocurrency crypto|погод weather|прогноз forecast|температур temperature|карт map card|адрес address|мест place location
координат coordinates|маршрут route directions|расстоян distance|город city|стран country|рейс flight|самолет flight plane|билет ticket|поезд train|отел hotel|гостиниц hotel|ресторан restaurant
рецепт recipe|новост news|стать article|книг book|фильм movie|игр game|погугл search google|интернет internet web|сервер server|служб service|сервис service|контейнер container
кластер cluster|образ image|журнал log journal|лог log|метрик metric|статус status|состоян state status|версии version|верси version|настройк settings|параметр parameter|модел model
знан knowledge|памят memory|истори history|врем time|дат date|сегодн today|завтра tomorrow|вчера yesterday|последн last latest|нов new|все all|перв first|случайн random|числ number
сумм sum amount|количеств count|процент percent|язык language|русск russian|английск english|ключев keyword key|тег tag|метк label tag|коммент comment|отзыв review|оценк rating|лайк like
увелич increase increment|уменьш decrease reduce|счетчик counter count|архив archive|восстанов restore|резервн backup|войти login|вход login|вызов call invoke|вызва call invoke|выбер select choose
выбор select choose|выдел select|посмотр view show|просмотр view|узна get find|извлек extract|извлеч extract|распозна recognize detect|распак extract unzip|сожми compress|сжа compress|зашифр encrypt
расшифр decrypt|прикреп attach|присоед join attach|закаж order|заброн book reserve|брон booking reserve|зарегистр register|регистр register|следи monitor watch|отслед track monitor|мониторинг monitor
шаблон template|форм form|кнопк button|окн window|вкладк tab|экран screen|устройств device|сет network|домен domain|сертификат certificate|виртуальн virtual|хранилищ storage|очеред queue
подписк subscription|доставк delivery shipping|скидк discount|возврат refund return|расход expense|бюджет budget|налог tax|договор contract|ваканс job|пост post|публикац post publication
друз friend|здоров health|лекарств drug medicine|болезн disease|врач doctor|школ school|университет university|исследован research|научн scientific paper|лекци lecture|схем diagram schema|презентац presentation slides|слайд slide|столбчат bar column|столбик bar
`;

export const russianWords: ReadonlyMap<string, readonly string[]> = readTable(table);

/** Reads `beginning english english|…`; written out with accents folded, as words reach it. */
export function readTable(text: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    text
      .trim()
      .split(/[|\n]/u)
      .map((entry) => entry.trim().split(" "))
      .map(([word = "", ...english]) => [word, english]),
  );
}

/** English words for the longest known beginning of the word; the rest must be no longer than an ending can be. */
export function translateBeginning(
  words: ReadonlyMap<string, readonly string[]>,
  word: string,
  longestEnding: number,
): readonly string[] {
  for (let length = word.length; length >= Math.max(2, word.length - longestEnding); length -= 1) {
    const found = words.get(word.slice(0, length));
    if (found !== undefined) return found;
  }
  return [];
}
