"""What a report tells about a file that was taken: code → (Kazakh, Russian, English)."""

from typing import Final

NOTE_SENTENCES: Final[dict[str, tuple[str, str, str]]] = {
    "ampersands-repaired": (
        "«{subject}» файлында қате жазылған & таңбалары түзетілді.",
        "В файле «{subject}» исправлены неверно записанные знаки &.",
        "Wrongly written & signs in “{subject}” were repaired.",
    ),
    "audio-not-everywhere": (
        "«{subject}» жазбасы (Ogg) ескі iPhone-дарда ашылмайды. "
        "Барлық телефонда ашылуы үшін оны MP3 түрінде сақтаңыз.",
        "Запись «{subject}» (Ogg) не откроется на старых iPhone. "
        "Чтобы она открывалась на всех телефонах, сохраните её в MP3.",
        "The recording “{subject}” (Ogg) does not open on older iPhones. "
        "Save it as MP3 to have it open on every phone.",
    ),
    "captions-unreadable": (
        "«{subject}» файлы WebVTT субтитрі емес, ол көрсетілмейді.",
        "Файл «{subject}» — не субтитры WebVTT, он не будет показан.",
        "The file “{subject}” is not a WebVTT caption file and will not be shown.",
    ),
    "characters-removed": (
        "«{subject}» файлынан XML-де болмайтын таңбалар алып тасталды.",
        "Из файла «{subject}» удалены знаки, недопустимые в XML.",
        "Characters that XML does not allow were removed from “{subject}”.",
    ),
    "encoding-repaired": (
        "«{subject}» файлының кодтауы қате көрсетілген, мәтін сәйкес кодтаумен оқылды. "
        "Тақырыптардың дұрыстығын тексеріңіз.",
        "В файле «{subject}» неверно указана кодировка, текст прочитан в подходящей. "
        "Проверьте, правильны ли названия.",
        "The file “{subject}” names the wrong encoding; it was read in one that fits. "
        "Check that the titles are right.",
    ),
    "file-kind-left-out": (
        "«{subject}» файлы ешбір сабаққа кірмеді: оны телефон көрсете алмайды немесе пакеттің "
        "бірде-бір бөлімі ашпайды. Қажет болса, оны PDF түрінде бөлек жүктеңіз.",
        "Файл «{subject}» не вошёл ни в один урок: телефон его не покажет или ни один раздел "
        "пакета его не открывает. Если он нужен, загрузите его отдельно в виде PDF.",
        "The file “{subject}” is in no lesson: a phone cannot show it, or no part of the package "
        "opens it. If it is needed, upload it by itself as a PDF.",
    ),
    "file-missing": (
        "Пакетте «{subject}» файлы жоқ, сабақтың бір бөлігі көрінбеуі мүмкін.",
        "В пакете нет файла «{subject}», часть урока может не отобразиться.",
        "The package lacks the file “{subject}”; part of the lesson may not show.",
    ),
    "files-left-out": (
        "Пакет қалтасынан тыс жатқан файлдар алынбады: «{subject}».",
        "Файлы вне папки пакета не взяты: «{subject}».",
        "Files outside the package's folder were left out: “{subject}”.",
    ),
    "flash-inside": (
        "Пакеттегі Flash файлдары алынбады («{subject}»): олар қазіргі телефондарда ашылмайды.",
        "Файлы Flash из пакета не взяты («{subject}»): на телефоне они не открываются.",
        "The package's Flash files were left out (“{subject}”): they do not open on a phone.",
    ),
    "identifier-repaired": (
        "Бөлімнің идентификаторы жоқ немесе қайталанған еді, жаңасы берілді: «{subject}».",
        "У раздела не было идентификатора или он повторялся, дан новый: «{subject}».",
        "A section had no identifier or a repeated one; it was given a new one: “{subject}”.",
    ),
    "item-without-file": (
        "«{subject}» бөліміне ешбір файл байланыстырылмаған, ол ашылмайды.",
        "С разделом «{subject}» не связан ни один файл, он не откроется.",
        "No file belongs to the section “{subject}”; it will not open.",
    ),
    "launch-chosen": (
        "Сабақ сіз таңдаған «{subject}» файлынан ашылады.",
        "Урок открывается с выбранного вами файла «{subject}».",
        "The lesson opens with the file you chose, “{subject}”.",
    ),
    "launch-elsewhere": (
        "«{subject}» бөлімі пакетте емес, басқа сайтта тұр, сондықтан ол осы жерде ашылмайды.",
        "Раздел «{subject}» находится не в пакете, а на другом сайте, здесь он не откроется.",
        "The part “{subject}” is not in the package but on another site; it will not open here.",
    ),
    "leading-blank-removed": (
        "«{subject}» файлының басындағы артық бос орын алып тасталды.",
        "В начале файла «{subject}» удалено лишнее пустое место.",
        "Stray blank space at the start of “{subject}” was removed.",
    ),
    "kept-large": (
        "«{subject}» файлы сол күйінде алынды: серверде оны телефонға ықшамдайтын бағдарлама "
        "(FFmpeg) орнатылмаған. Оқушылар оны баяу жүктейді.",
        "Файл «{subject}» взят как есть: на сервере нет программы (FFmpeg), которая уменьшает "
        "такие файлы для телефонов. Ученики будут скачивать его долго.",
        "The file “{subject}” was taken as it is: the server has no program (FFmpeg) that makes "
        "such files phone-sized. Pupils will take long to download it.",
    ),
    "library-supplied": (
        "Сабақ интернеттен алатын кітапхананың орнына мектептегі көшірмесі қойылды: {subject}.",
        "Вместо библиотеки из интернета уроку дана копия, которая есть в школе: {subject}.",
        "The lesson got the school's own copy of a library it would fetch from the internet: "
        "{subject}.",
    ),
    "link-needs-internet": (
        "«{subject}» сілтемесі интернеттегі бетке апарады, ол интернетсіз ашылмайды.",
        "Ссылка «{subject}» ведёт на страницу в интернете, без сети она не откроется.",
        "The link “{subject}” leads to a page on the internet and will not open without it.",
    ),
    "markup-repaired": (
        "«{subject}» файлының құрылымында қате болды, ол мүмкіндігінше түзетілді. "
        "Сабақтың мазмұнын тексеріңіз.",
        "В разметке файла «{subject}» были ошибки, они по возможности исправлены. "
        "Проверьте содержание урока.",
        "The markup of “{subject}” had faults, repaired as far as possible. "
        "Check the contents of the lesson.",
    ),
    "names-decoded": (
        "Файл атаулары {subject} кодтауымен оқылды. Атаулардың дұрыстығын тексеріңіз.",
        "Имена файлов прочитаны в кодировке {subject}. Проверьте, правильны ли они.",
        "File names were read in the encoding {subject}. Check that they are right.",
    ),
    "names-differ-in-case": (
        "«{subject}» атауы басқа файлдың атауынан бас және кіші әріптерімен ғана ерекшеленеді. "
        "Екі файл да сақталды.",
        "Имя «{subject}» отличается от имени другого файла только заглавными и строчными "
        "буквами. Сохранены оба файла.",
        "The name “{subject}” differs from another one only in capital letters. "
        "Both files were kept.",
    ),
    "outside-address": (
        "Сабақ интернеттегі {subject} сайтына жүгінеді, бұл бөлігі интернетсіз жұмыс істемейді.",
        "Урок обращается к сайту {subject} в интернете, без сети эта часть работать не будет.",
        "The lesson uses the site {subject} on the internet; that part will not work without it.",
    ),
    "outside-script": (
        "Сабақтың беті {subject} сайтынан бағдарлама жүктейді. Онсыз бет бос қалуы немесе жұмыс "
        "істемеуі мүмкін. Сабақты жіберер алдында өзіңіз ашып көріңіз, не әкімшіден осы "
        "бағдарламаның көшірмесін серверге қоюды сұраңыз.",
        "Страница урока загружает программу с сайта {subject}. Без неё страница может остаться "
        "пустой или не работать. Откройте урок сами, прежде чем задавать его, или попросите "
        "администратора положить копию этой программы на сервер.",
        "A page of the lesson loads a program from {subject}. Without it the page may stay empty "
        "or not work. Open the lesson yourself before you set it, or ask the administrator to put "
        "a copy of that program on the server.",
    ),
    "parts-left-out": (
        "Пакетте бөлім тым көп, «{subject}» бөлімінен бастап қалғандары алынбады. "
        "Пакетті бірнеше бөлікке бөліп жүктеңіз.",
        "В пакете слишком много частей, начиная с «{subject}» они не взяты. "
        "Загрузите пакет по частям.",
        "The package has too many parts; those from “{subject}” on were left out. "
        "Upload the package in pieces.",
    ),
    "path-repaired": (
        "«{subject}» сілтемесі файлдың нақты атауына сәйкестендірілді.",
        "Ссылка «{subject}» приведена в соответствие с действительным именем файла.",
        "The reference “{subject}” was matched to the real name of the file.",
    ),
    "quiz-picture-lost": (
        "Сұрақтағы «{subject}» суреті пакетте жоқ, ол көрсетілмейді.",
        "Картинки «{subject}» из вопроса нет в пакете, она не будет показана.",
        "The picture “{subject}” of a question is not in the package and will not be shown.",
    ),
    "quiz-question-lost": (
        "«{subject}» сұрағын біздің тестке айналдыру мүмкін болмады, ол алынбады. "
        "Оның бастапқы файлы сақталды.",
        "Вопрос «{subject}» не удалось превратить в вопрос нашего теста, он не взят. "
        "Его исходный файл сохранён.",
        "The question “{subject}” could not be turned into one of our quiz and was left out. "
        "Its original file is kept.",
    ),
    "quiz-scoring-simpler": (
        "«{subject}» сұрағының бағалау ережесі бастапқысынан қарапайым. Ұпайларын тексеріңіз.",
        "Правило оценки вопроса «{subject}» проще исходного. Проверьте баллы.",
        "The scoring of the question “{subject}” is simpler than in the original. "
        "Check its points.",
    ),
    "report-shortened": (
        "Ескертулер тым көп, қалғандары көрсетілмеді.",
        "Замечаний слишком много, остальные не показаны.",
        "There are too many remarks; the rest are not shown.",
    ),
    "root-in-folder": (
        "Пакет архивтің ішіндегі «{subject}» қалтасынан алынды.",
        "Пакет взят из папки «{subject}» внутри архива.",
        "The package was taken from the folder “{subject}” inside the archive.",
    ),
    "sized-for-phones": (
        "Файл телефонға ықшамдалды: {subject}. Түпнұсқасы серверде сақталды.",
        "Файл уменьшен для телефонов: {subject}. Исходный файл сохранён на сервере.",
        "The file was made phone-sized: {subject}. The original is kept on the server.",
    ),
    "special-entry-skipped": (
        "«{subject}» — файл емес, сілтеме, сондықтан ол алынбады.",
        "«{subject}» — не файл, а ссылка, поэтому она не взята.",
        "“{subject}” is a link, not a file, and was left out.",
    ),
    "text-layer-broken": (
        "PDF-тің {subject} беттерінде қазақ әріптері сөздерден бөлініп тұр: оны іздеу де, "
        "дауыстап оқу да мүмкін емес. Құжатты Unicode қарпімен қайта сақтаған дұрыс.",
        "На страницах {subject} этого PDF казахские буквы оторваны от слов: поиск и чтение "
        "вслух по ним не работают. Лучше сохранить документ заново шрифтом Unicode.",
        "On pages {subject} of this PDF the Kazakh letters are torn from their words: search and "
        "reading aloud do not work there. Better save the document again with a Unicode font.",
    ),
    "tool-left-out": (
        "«{subject}» — басқа сайттағы сыртқы құрал (LTI), ол алынбады.",
        "«{subject}» — внешний инструмент другого сайта (LTI), он не взят.",
        "“{subject}” is a tool of another site (LTI) and was left out.",
    ),
    "value-ignored": (
        "Пакеттегі мән жарамсыз, ол ескерілмеді: «{subject}».",
        "Недопустимое значение в пакете не учтено: «{subject}».",
        "A value in the package is not valid and was ignored: “{subject}”.",
    ),
    "video-starts-slowly": (
        "«{subject}» бейнесі толық жүктелгенше басталмайды. "
        "Оны «faststart» (веб үшін оңтайландыру) параметрімен қайта сақтаған дұрыс.",
        "Видео «{subject}» начнётся только после полной загрузки. "
        "Лучше сохранить его заново с параметром «faststart» (оптимизация для веба).",
        "The video “{subject}” starts only when it is fully loaded. "
        "Better save it again with “faststart” (optimised for the web).",
    ),
}
