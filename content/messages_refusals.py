"""Why a file was not taken: code → (Kazakh, Russian, English)."""

from typing import Final

_FORMATS_KK: Final = (
    "SCORM, cmi5, Tin Can немесе H5P пакетін, HTML беттері бар ZIP архивін, PDF құжатын, "
    "EPUB кітабын, MP4 бейнесін, дыбыс жазбасын (MP3, M4A) немесе суретті (JPEG, PNG, WebP, GIF) "
    "жүктеңіз."
)
_FORMATS_RU: Final = (
    "Загрузите пакет SCORM, cmi5, Tin Can или H5P, архив ZIP со страницами HTML, документ PDF, "
    "книгу EPUB, видео MP4, звукозапись (MP3, M4A) или изображение (JPEG, PNG, WebP, GIF)."
)
_FORMATS_EN: Final = (
    "Upload a SCORM, cmi5, Tin Can or H5P package, a ZIP archive of HTML pages, a PDF, "
    "an EPUB book, an MP4 video, a recording (MP3, M4A) or a picture (JPEG, PNG, WebP, GIF)."
)

REFUSAL_SENTENCES: Final[dict[str, tuple[str, str, str]]] = {
    "archive-bomb": (
        "«{subject}» ашылғанда шамадан тыс үлкейеді, мұндай архив серверге зиян келтіруі "
        "мүмкін. Файлды авторынан немесе сенімді сайттан қайта алыңыз.",
        "«{subject}» при распаковке разрастается сверх меры, такой архив может навредить "
        "серверу. Получите файл заново у автора или с надёжного сайта.",
        "“{subject}” grows beyond measure when unpacked; such an archive can harm the server. "
        "Get the file again from its author or from a site you trust.",
    ),
    "archive-damaged": (
        "Архив бүлінген: «{subject}» толық оқылмайды. "
        "Файлды қайта жүктеп немесе көшіріп алып, тағы бір рет көріңіз.",
        "Архив повреждён: «{subject}» не читается целиком. "
        "Скачайте или скопируйте файл заново и попробуйте ещё раз.",
        "The archive is damaged: “{subject}” cannot be read to its end. "
        "Download or copy the file again and try once more.",
    ),
    "cmi5-id-invalid": (
        "cmi5 курсындағы идентификатор толық жазылмаған: «{subject}». Ол https:// сияқты "
        "атаумен басталуы керек. Курсты авторлық бағдарламада түзетіп, қайта экспорттаңыз.",
        "Идентификатор в курсе cmi5 записан не полностью: «{subject}». Он должен начинаться "
        "со схемы, например https://. Исправьте курс в авторской программе и экспортируйте заново.",
        "An identifier in the cmi5 course is not complete: “{subject}”. It must begin with a "
        "scheme such as https://. Correct the course in its authoring tool and export it again.",
    ),
    "cmi5-id-repeated": (
        "cmi5 курсында бір идентификатор екі рет берілген: «{subject}» ({line}-жол). "
        "Әр бөлімге өз идентификаторын беріп, қайта экспорттаңыз.",
        "В курсе cmi5 один идентификатор дан дважды: «{subject}» (строка {line}). "
        "Дайте каждому разделу свой идентификатор и экспортируйте заново.",
        "The cmi5 course gives one identifier twice: “{subject}” (line {line}). "
        "Give each section its own and export it again.",
    ),
    "cmi5-not-found": (
        "«{subject}» архивінің түбінде cmi5.xml файлы жоқ. Курсты cmi5 түрінде қайта экспорттаңыз.",
        "В корне архива «{subject}» нет файла cmi5.xml. Экспортируйте курс заново в формате cmi5.",
        "The archive “{subject}” has no cmi5.xml at its root. Export the course again as cmi5.",
    ),
    "cmi5-schema-missing": (
        "cmi5.xml файлында схемасы көрсетілмеген қосымша элементтер бар: «{subject}» "
        "({line}-жол). Оларды алып тастап немесе схемасын қосып, қайта экспорттаңыз.",
        "В cmi5.xml есть дополнительные элементы без указанной схемы: «{subject}» (строка {line}). "
        "Уберите их или укажите схему и экспортируйте заново.",
        "cmi5.xml holds further elements without a schema: “{subject}” (line {line}). "
        "Leave them out or name their schema, and export it again.",
    ),
    "cmi5-structure": (
        "cmi5.xml курс құрылымының ережелеріне сай емес: «{subject}», {line}-жол. "
        "Курсты авторлық бағдарламадан қайта экспорттаңыз.",
        "cmi5.xml не соответствует правилам структуры курса: «{subject}», строка {line}. "
        "Экспортируйте курс из авторской программы заново.",
        "cmi5.xml breaks the rules of a course structure: “{subject}”, line {line}. "
        "Export the course from its authoring tool again.",
    ),
    "cmi5-url-invalid": (
        "cmi5 курсындағы сабақтың мекенжайы жарамсыз: «{subject}». "
        "Бос орынсыз жазып, қайта экспорттаңыз.",
        "Недопустимый адрес урока в курсе cmi5: «{subject}». "
        "Запишите его без пробелов и экспортируйте заново.",
        "An address in the cmi5 course is not valid: “{subject}”. "
        "Write it without spaces and export it again.",
    ),
    "cmi5-url-relative": (
        "cmi5.xml жеке жүктелді, ал «{subject}» файлы онымен бірге келмеді. "
        "Курсты ZIP архиві түрінде жүктеңіз.",
        "Файл cmi5.xml загружен отдельно, а «{subject}» вместе с ним не передан. "
        "Загрузите курс архивом ZIP.",
        "cmi5.xml came by itself, without the file “{subject}” that it names. "
        "Upload the course as a ZIP archive.",
    ),
    "cmi5-url-reserved": (
        "«{subject}» мекенжайында «{parameter}» параметрі бар, оны жүйенің өзі қояды. "
        "Оны алып тастап, қайта экспорттаңыз.",
        "В адресе «{subject}» есть параметр «{parameter}», который задаёт сама система. "
        "Уберите его и экспортируйте заново.",
        "The address “{subject}” has the parameter “{parameter}”, which the system sets itself. "
        "Remove it and export it again.",
    ),
    "compression-unsupported": (
        "«{subject}» сирек қолданылатын тәсілмен сығылған. "
        "Материалды қалыпты ZIP архиві етіп қайта сақтаңыз.",
        "«{subject}» сжат редким способом. Сохраните материал заново обычным архивом ZIP.",
        "“{subject}” is compressed in a rare way. Save the material again as an ordinary ZIP.",
    ),
    "duplicate-entry": (
        "Архивте «{subject}» файлы екі рет кездеседі, қайсысы дұрыс екені белгісіз. "
        "Архивті қайта жасаңыз.",
        "Файл «{subject}» встречается в архиве дважды, и неясно, какой из них верный. "
        "Создайте архив заново.",
        "The archive holds “{subject}” twice, and nothing says which one is right. "
        "Make the archive again.",
    ),
    "empty-file": (
        "«{subject}» файлы бос. Оның толық көшірілгенін тексеріп, қайта таңдаңыз.",
        "Файл «{subject}» пуст. Проверьте, полностью ли он скопирован, и выберите его снова.",
        "The file “{subject}” is empty. Check that it was copied fully and choose it again.",
    ),
    "encrypted": (
        "Архив құпиясөзбен қорғалған («{subject}»). Оны құпиясөзсіз қайта сақтаңыз.",
        "Архив защищён паролем («{subject}»). Сохраните его заново без пароля.",
        "The archive is protected by a password (“{subject}”). Save it again without one.",
    ),
    "epub-protected": (
        "Бұл кітап сатып алушысына ғана арналып қорғалған («{subject}»), ол басқа жерде "
        "ашылмайды. Кітаптың қорғалмаған нұсқасын сұраңыз.",
        "Эта книга защищена и открывается только у купившего её («{subject}»). "
        "Попросите у издателя книгу без защиты.",
        "This book is locked to its buyer (“{subject}”) and opens nowhere else. "
        "Ask its publisher for a book without protection.",
    ),
    "file-damaged": (
        "«{subject}» файлы бүлінген немесе толық көшірілмеген. "
        "Оны қайта жүктеп алып, тағы бір рет көріңіз.",
        "Файл «{subject}» повреждён или скопирован не полностью. "
        "Скачайте его заново и попробуйте ещё раз.",
        "The file “{subject}” is damaged or was not copied fully. "
        "Download it again and try once more.",
    ),
    "h5p-incomplete": (
        "H5P пакеті толық емес: «{subject}» файлы жоқ немесе оқылмайды. "
        "Материалды H5P түрінде қайта экспорттаңыз.",
        "Пакет H5P неполный: файла «{subject}» нет или он не читается. "
        "Экспортируйте материал в H5P заново.",
        "The H5P package is not complete: “{subject}” is missing or cannot be read. "
        "Export the material as H5P again.",
    ),
    "h5p-libraries-missing": (
        "«{subject}» түріндегі H5P материалының кітапханалары пакетте жоқ: {libraries}. "
        "Материалды Lumi немесе Moodle арқылы кітапханаларымен бірге экспорттаңыз.",
        "В пакете нет библиотек, нужных материалу H5P «{subject}»: {libraries}. "
        "Экспортируйте его вместе с библиотеками, например из Lumi или Moodle.",
        "The package lacks libraries that the H5P material “{subject}” needs: {libraries}. "
        "Export it together with its libraries, for example from Lumi or Moodle.",
    ),
    "image-too-large": (
        "«{subject}» суреті тым үлкен ({width}×{height} пиксель), телефон оны аша алмайды. "
        "Суретті кішірейтіп сақтаңыз.",
        "Изображение «{subject}» слишком велико ({width}×{height} пикселей), "
        "телефон его не откроет. Сохраните его в меньшем размере.",
        "The picture “{subject}” is too large ({width}×{height} pixels) for a phone to open. "
        "Save it smaller.",
    ),
    "launch-outside": (
        "Сабақтың басты беті интернетте орналасқан («{subject}»), сондықтан ол интернетсіз "
        "ашылмайды. Авторынан барлық файлы ішінде болатын пакет сұраңыз.",
        "Начальная страница урока находится в интернете («{subject}»), без сети урок "
        "не откроется. Попросите у автора пакет, в котором есть все файлы.",
        "The lesson opens a page on the internet (“{subject}”) and would not work without it. "
        "Ask the author for a package that holds all its files.",
    ),
    "manifest-entities": (
        "«{subject}» файлында қауіпті XML нұсқаулары (ENTITY) бар. "
        "Пакетті өзі жасалған бағдарламадан қайта экспорттаңыз.",
        "В файле «{subject}» есть опасные объявления XML (ENTITY). "
        "Экспортируйте пакет заново из программы, в которой он создан.",
        "The file “{subject}” holds dangerous XML declarations (ENTITY). "
        "Export the package again from the program it was made with.",
    ),
    "manifest-too-large": (
        "Пакеттің сипаттама файлы («{subject}») тым үлкен немесе тым күрделі. "
        "Материалды бірнеше пакетке бөліп, қайта экспорттаңыз.",
        "Файл описания пакета («{subject}») слишком велик или слишком сложен. "
        "Разделите материал на несколько пакетов и экспортируйте заново.",
        "The file that describes the package (“{subject}”) is too large or too complex. "
        "Split the material into several packages and export it again.",
    ),
    "manifest-unreadable": (
        "Пакеттің сипаттама файлын («{subject}») оқу мүмкін болмады, қате {line}-жолда. "
        "Пакетті қайта экспорттаңыз немесе авторына хабарласыңыз.",
        "Не удалось прочитать файл описания пакета («{subject}»), ошибка в строке {line}. "
        "Экспортируйте пакет заново или обратитесь к автору.",
        "The file that describes the package (“{subject}”) cannot be read; the fault is in "
        "line {line}. Export the package again or ask its author.",
    ),
    "name-forbidden": (
        "Архивтегі файлдың атауы жарамсыз: «{subject}». "
        "Файлдың атауын өзгертіп, архивті қайта жасаңыз.",
        "Недопустимое имя файла в архиве: «{subject}». Переименуйте файл и создайте архив заново.",
        "A file in the archive has a name that is not allowed: “{subject}”. "
        "Rename the file and make the archive again.",
    ),
    "no-launch-file": (
        "Сабақ ашылатын файл табылмады: «{subject}». "
        "Оның орнына мына файлдардың бірін таңдауға болады: {candidates}.",
        "Не найден файл, с которого открывается урок: «{subject}». "
        "Вместо него можно выбрать один из этих файлов: {candidates}.",
        "The file that opens the lesson was not found: “{subject}”. "
        "One of these files can be chosen instead: {candidates}.",
    ),
    "no-launch-file/none": (
        "Сабақ ашылатын файл табылмады: «{subject}», пакетте ашуға болатын басқа бет те жоқ. "
        "Материалды басты бетімен бірге қайта экспорттаңыз.",
        "Не найден файл, с которого открывается урок: «{subject}», и других страниц в пакете "
        "нет. Экспортируйте материал заново вместе с начальной страницей.",
        "The file that opens the lesson was not found: “{subject}”, and the package has no other "
        "page. Export the material again together with its first page.",
    ),
    "not-an-archive": (
        "«{subject}» — ZIP архиві емес немесе толық көшірілмеген. Файлды қайта жүктеп алыңыз.",
        "«{subject}» — не архив ZIP, или он скопирован не полностью. Скачайте файл заново.",
        "“{subject}” is not a ZIP archive or was not copied fully. Download the file again.",
    ),
    "overlapping-entries": (
        "Архив дұрыс жасалмаған: «{subject}» басқа файлмен қабаттасып тұр. "
        "Мұндай архив қабылданбайды, материалды сенімді жерден алыңыз.",
        "Архив устроен неправильно: «{subject}» накладывается на другой файл. "
        "Такие архивы не принимаются, возьмите материал из надёжного источника.",
        "The archive is put together wrongly: “{subject}” overlaps another file. "
        "Such archives are not taken; get the material from a source you trust.",
    ),
    "path-outside": (
        "Архивтегі «{subject}» файлы өз қалтасынан тыс жерді көрсетеді. Мұндай архив "
        "қабылданбайды: оны қайта жасаңыз немесе басқа жерден алыңыз.",
        "Файл «{subject}» в архиве указывает за пределы своей папки. Такие архивы "
        "не принимаются: создайте архив заново или возьмите его из другого источника.",
        "The file “{subject}” in the archive points outside its own folder. Such archives "
        "are not taken: make the archive again or get it elsewhere.",
    ),
    "quiz-empty": (
        "«{subject}» тестіндегі бірде-бір сұрақты ({lost}) біздің тестке айналдыру мүмкін болмады. "
        "Тестті қосымшаның өзінде құрастырыңыз немесе SCORM түрінде экспорттаңыз.",
        "Ни один вопрос теста «{subject}» ({lost}) не удалось превратить в вопрос нашего теста. "
        "Составьте тест в приложении или экспортируйте его в SCORM.",
        "No question of the test “{subject}” ({lost}) could be turned into one of our quiz. "
        "Write the test in the app or export it as SCORM.",
    ),
    "several-packages": (
        "Архивте бірнеше пакет бар: {candidates}. Оларды бір-бірлеп жүктеңіз.",
        "В архиве несколько пакетов: {candidates}. Загрузите их по одному.",
        "The archive holds several packages: {candidates}. Upload them one by one.",
    ),
    "tincan-structure": (
        "«{subject}» файлында ашылатын сабақ көрсетілмеген немесе идентификаторы жоқ не "
        "толық емес. Материалды Tin Can (xAPI) түрінде қайта экспорттаңыз.",
        "В файле «{subject}» не указан открываемый урок, или его идентификатор пуст либо неполон. "
        "Экспортируйте материал в формате Tin Can (xAPI) заново.",
        "“{subject}” names no lesson to open, or its identifier is missing or not complete. "
        "Export the material as Tin Can (xAPI) again.",
    ),
    "too-large": (
        "«{subject}» тым үлкен, рұқсат етілген көлемі — {limit_bytes}. "
        "Материалды бөліктерге бөліңіз немесе бейнелер мен суреттерді кішірейтіңіз.",
        "«{subject}»: слишком большой объём, допускается не более {limit_bytes}. "
        "Разделите материал на части или уменьшите видео и изображения.",
        "“{subject}” is too large; at most {limit_bytes} are allowed. "
        "Split the material or make its videos and pictures smaller.",
    ),
    "too-many-entries": (
        "Архивте файл тым көп («{subject}»), рұқсат етілген саны — {limit}. "
        "Материалды бірнеше архивке бөліңіз.",
        "В архиве слишком много файлов («{subject}»), допускается не более {limit}. "
        "Разделите материал на несколько архивов.",
        "The archive holds too many files (“{subject}”); at most {limit} are allowed. "
        "Split the material into several archives.",
    ),
    "unknown-format": (
        "«{subject}» файлының түрі танылмады. " + _FORMATS_KK,
        "Тип файла «{subject}» не распознан. " + _FORMATS_RU,
        "The kind of the file “{subject}” was not recognised. " + _FORMATS_EN,
    ),
    "unsupported-aicc": (
        "«{subject}» — ескі AICC пакеті, ол қабылданбайды. "
        "Материалды SCORM 1.2 түрінде экспорттаңыз.",
        "«{subject}» — устаревший пакет AICC, он не принимается. "
        "Экспортируйте материал в формате SCORM 1.2.",
        "“{subject}” is an old AICC package, which is not taken. Export the material as SCORM 1.2.",
    ),
    "unsupported-archive": (
        "«{subject}» — ZIP емес, басқа түрдегі архив. "
        "Оны ашып, ішіндегі файлдарды ZIP архиві етіп сақтаңыз.",
        "«{subject}» — архив другого вида, не ZIP. "
        "Распакуйте его и сохраните содержимое архивом ZIP.",
        "“{subject}” is an archive of another kind, not ZIP. "
        "Unpack it and save its files as a ZIP archive.",
    ),
    "unsupported-audio": (
        "«{subject}» дыбыс файлы барлық телефонда бірдей ашыла бермейді. "
        "Оны MP3 түріне айналдырып, қайта жүктеңіз.",
        "Звуковой файл «{subject}» откроется не на всех телефонах. "
        "Преобразуйте его в MP3 и загрузите снова.",
        "The sound file “{subject}” would not open on every phone. "
        "Convert it to MP3 and upload it again.",
    ),
    "unsupported-flash": (
        "«{subject}» Flash технологиясымен жасалған, оны қазіргі браузерлер мен телефондар "
        "ашпайды. Материалдың HTML5 нұсқасын сұраңыз.",
        "«{subject}» сделан на Flash, который современные браузеры и телефоны не открывают. "
        "Попросите версию материала на HTML5.",
        "“{subject}” is made with Flash, which today's browsers and phones do not open. "
        "Ask for an HTML5 version of the material.",
    ),
    "unsupported-heic": (
        "«{subject}» — iPhone фотосы (HEIC), ол көп телефонда ашылмайды. Фотоны JPEG түрінде "
        "жіберіңіз: iPhone-да «Параметрлер → Камера → Пішімдер → Ең үйлесімді» тармағын таңдаңыз.",
        "«{subject}» — фото iPhone (HEIC), на многих телефонах оно не откроется. Отправьте его "
        "в JPEG: на iPhone выберите «Настройки → Камера → Форматы → Наиболее совместимый».",
        "“{subject}” is an iPhone photo (HEIC), which many phones do not open. Send it as JPEG: "
        "on the iPhone choose Settings → Camera → Formats → Most Compatible.",
    ),
    "unsupported-moodle": (
        "«{subject}» — Moodle курсының сақтық көшірмесі, ол қабылданбайды. "
        "Курстағы файлдар мен SCORM пакеттерін бөлек жүктеңіз.",
        "«{subject}» — резервная копия курса Moodle, она не принимается. "
        "Загрузите файлы и пакеты SCORM из курса по отдельности.",
        "“{subject}” is a backup of a Moodle course, which is not taken. "
        "Upload the files and SCORM packages of the course one by one.",
    ),
    "unsupported-office": (
        "«{subject}» — кеңсе бағдарламасының құжаты. Оны PDF түрінде сақтап, сол файлды жүктеңіз.",
        "«{subject}» — документ офисной программы. Сохраните его как PDF и загрузите этот файл.",
        "“{subject}” is an office document. Save it as PDF and upload that file.",
    ),
    "unsupported-video": (
        "«{subject}» бейнесі барлық телефонда бірдей ашыла бермейді. "
        "Оны MP4 (H.264) түріне айналдырып, қайта жүктеңіз.",
        "Видео «{subject}» откроется не на всех телефонах. "
        "Преобразуйте его в MP4 (H.264) и загрузите снова.",
        "The video “{subject}” would not open on every phone. "
        "Convert it to MP4 (H.264) and upload it again.",
    ),
}
