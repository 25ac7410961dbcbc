"""Sentences about the link in Kazakh, Russian and English, for the command line."""

from typing import Final

LANGUAGES: Final = ("kk", "ru", "en")

Words = dict[str, str]

KK: Final[Words] = {
    "alone": "Бұл сервер ешкіммен алмаспайды: жоғарғы сервер көрсетілмеген.",
    "never": "Орталықпен әлі бірде-бір рет алмасқан жоқ.",
    "last": "Соңғы алмасу: {when}. {how}",
    "went-well": "Бәрі жеткізілді.",
    "went-budget": "Терезенің уақыты не көлемі біткен соң тоқтады, қалғаны келесі жолы барады.",
    "went-cut": "Байланыс үзілген: {error}. Жеткені сақталды, қалғаны келесі жолы барады.",
    "nothing": "Кезекте ештеңе жоқ.",
    "waits": "Кезекте:",
    "records": "жазбалар: {count} ({size})",
    "files": "оқушылар мен мұғалімдердің файлдары: {count} ({size})",
    "text": "сабақ беттері: {count} ({size})",
    "media": "видео мен аудио: {count} ({size})",
    "why": "Неге:",
    "nothing-waits": "бәрі жеткізілген",
    "link-failed": "соңғы жолы байланыс болмады",
    "window-shut": "қазір алмасу уақыты емес",
    "budget-spent": "осы терезенің көлемі таусылды",
    "disk-low": "дискіде орын аз, сондықтан сабақ файлдары жүктелмей тұр",
    "not-in-this-window": "бұл деректерге қазіргі терезеде көлем бөлінбеген",
    "refused": "орталық қабылдамаған жазбалар бар: {refused}",
    "soon": "келесі алмасуда жіберіледі",
    "takes": "Қанша уақыт: соңғы алмасулардың жылдамдығымен ({rate}/с) терезе саны — {windows},"
    " {until} бітеді.",
    "takes-unknown": "Қанша уақыт: белгісіз, жылдамдықты өлшеуге жететін алмасу әлі болған жоқ.",
    "takes-endless": "Қанша уақыт: екі айдан көп, немесе ешбір терезе бұған жол бермейді.",
    "window-now": "Қазір ашық терезе: {name}, {until} дейін, қалған көлем: {left}.",
    "window-next": "Келесі терезе: {name}, {at}.",
    "window-none": "Алдағы жылда бірде-бір терезе ашылмайды: жоспарды тексеріңіз.",
    "no-limit": "шектеусіз",
    "clock-wrong": "Сервердің сағаты {machine} деп тұр, бұл дұрыс емес. Тірек уақытты өзі санап"
    " тұр: {time}. Жұмыс тоқтамайды.",
    "do-clock": "сервердің күні мен сағатын дұрыстаңыз (не қосымшадағы Сервер бетінде"
    " телефоныңыздың уақытын алыңыз), батареясын ауыстырыңыз",
    "start-coming": "Орталықтан журналдың бастапқы көшірмесі келе жатыр: {size} ішінен {got} келді."
    " Ол түгел келіп, тексерілген соң алмасу содан әрі жалғасады.",
    "start-refused": "Орталықтан келген бастапқы көшірме тексеруден өтпеді, сондықтан қолданылмады:"
    " жазбалар бір-бірлеп келеді. Қайталана берсе, орталықтың әкімшісіне айтыңыз.",
    "disk": "Дискіде бос орын: {free} / {total}.",
    "cold": "Журналда қолда тұрған жазбалар: {kept}; мұрағатқа ауысқаны: {pruned} ({size}),"
    " соңғы рет {when}.",
    "eyes": "Қарауды қажет етеді: ұсталған жазбалар {held}, екі нұсқалы жазбалар {conflicts},"
    " көшірме телефондар {forks}, орталық қабылдамағаны {refused}.",
    "signer-unknown": "«{title}» курсының {n}-басылымы көрсетілмейді: оған қол қойған серверді"
    " бұл мектеп танымайды.",
    "not-its-signature": "«{title}» курсының {n}-басылымы көрсетілмейді: қолтаңбасы орталықтың"
    " бұрынғы кілтіне сай емес.",
    "do": "Не істеу керек:",
    "do-link-failed": "мектептің интернетін тексеріңіз; ұзақ болмаса, флешкамен жеткізіңіз"
    " (tirek bundle export)",
    "do-window-shut": "күте беріңіз, не қазір алмасыңыз: tirek sync now",
    "do-budget-spent": "күте беріңіз, не қолданбадағы «Байланыс» бетінде көлемді көбейтіңіз",
    "do-not-in-this-window": "күте беріңіз: басқа терезеде барады",
    "do-disk-low": "керексіз курстарды алып тастаңыз немесе үлкенірек диск қойыңыз",
    "do-refused": "орталықтың операторына айтыңыз: бұл мектепті сервер әлі қамтымайды",
    "do-untrusted": "орталықтың операторына телефон соғып, кілтін ауызша салыстырыңыз (орталықта:"
    " tirek node); сәйкес келсе: tirek bundle meet",
    "do-eyes": "қолданбадағы «Назар аудару керек» тізімін ашыңыз",
    "log-empty": "Алмасулар журналы бос.",
}

RU: Final[Words] = {
    "alone": "Этот сервер ни с кем не обменивается: вышестоящий сервер не указан.",
    "never": "С центром ещё ни разу не обменивались.",
    "last": "Последний обмен: {when}. {how}",
    "went-well": "Всё доставлено.",
    "went-budget": "Закончилось время или объём окна, остальное пойдёт в следующий раз.",
    "went-cut": "Связь оборвалась: {error}. Дошедшее сохранено, остальное пойдёт в следующий раз.",
    "nothing": "Ничего не ждёт отправки.",
    "waits": "Ждут:",
    "records": "записи: {count} ({size})",
    "files": "файлы учеников и учителей: {count} ({size})",
    "text": "страницы уроков: {count} ({size})",
    "media": "видео и аудио: {count} ({size})",
    "why": "Почему:",
    "nothing-waits": "всё доставлено",
    "link-failed": "в прошлый раз не было связи",
    "window-shut": "сейчас не время обмена",
    "budget-spent": "объём этого окна израсходован",
    "disk-low": "на диске мало места, поэтому файлы уроков не загружаются",
    "not-in-this-window": "для этих данных в нынешнем окне объём не выделен",
    "refused": "есть записи, которые центр не принял: {refused}",
    "soon": "уйдут при следующем обмене",
    "takes": "Сколько ждать: при скорости последних обменов ({rate}/с) окон — {windows},"
    " закончится {until}.",
    "takes-unknown": "Сколько ждать: неизвестно, ещё не было обмена, по которому можно измерить"
    " скорость.",
    "takes-endless": "Сколько ждать: больше двух месяцев, или ни одно окно этого не пропускает.",
    "window-now": "Сейчас открыто окно: {name}, до {until}, осталось: {left}.",
    "window-next": "Следующее окно: {name}, {at}.",
    "window-none": "В ближайший год не откроется ни одно окно: проверьте план.",
    "no-limit": "без ограничения",
    "clock-wrong": "Часы сервера показывают {machine}, это неверно. Tirek считает время сам:"
    " {time}. Работа не останавливается.",
    "do-clock": "выставьте на сервере дату и время (или возьмите время телефона на странице"
    " сервера в приложении) и замените батарейку",
    "start-coming": "Из центра идёт начальная копия журнала: получено {got} из {size}. Когда она"
    " придёт целиком и пройдёт проверку, обмен продолжится с неё.",
    "start-refused": "Начальная копия журнала из центра не прошла проверку и не использована:"
    " записи приходят по одной. Если это повторится, сообщите администратору центра.",
    "disk": "Свободно на диске: {free} из {total}.",
    "cold": "В журнале под рукой записей: {kept}; ушло в архив: {pruned} ({size}), последний раз"
    " {when}.",
    "eyes": "Требуют внимания: задержанные записи {held}, записи с двумя вариантами {conflicts},"
    " телефоны из копии {forks}, не приняты центром {refused}.",
    "signer-unknown": "Курс «{title}», издание {n}, не показывается: эта школа не знает сервер,"
    " который его подписал.",
    "not-its-signature": "Курс «{title}», издание {n}, не показывается: подпись не подходит к"
    " прежнему ключу центра.",
    "do": "Что делать:",
    "do-link-failed": "проверьте интернет школы; если его долго нет, отнесите флешкой"
    " (tirek bundle export)",
    "do-window-shut": "подождите или обменяйтесь сейчас: tirek sync now",
    "do-budget-spent": "подождите или увеличьте объём на странице «Связь» в приложении",
    "do-not-in-this-window": "подождите: уйдёт в другом окне",
    "do-disk-low": "уберите ненужные курсы или поставьте диск побольше",
    "do-refused": "скажите оператору центра: сервер пока не обслуживает эту школу",
    "do-untrusted": "позвоните оператору центра и сверьте ключ вслух (в центре: tirek node); если"
    " совпал: tirek bundle meet",
    "do-eyes": "откройте в приложении список «Требует внимания»",
    "log-empty": "Журнал обменов пуст.",
}

EN: Final[Words] = {
    "alone": "This server exchanges with nobody: no server above it is set.",
    "never": "There has been no exchange with the centre yet.",
    "last": "Last exchange: {when}. {how}",
    "went-well": "Everything was delivered.",
    "went-budget": "The window's time or budget was over; the rest goes next time.",
    "went-cut": "The link broke: {error}. What arrived is kept, the rest goes next time.",
    "nothing": "Nothing waits.",
    "waits": "Waiting:",
    "records": "records: {count} ({size})",
    "files": "pupils' and teachers' files: {count} ({size})",
    "text": "lesson pages: {count} ({size})",
    "media": "video and audio: {count} ({size})",
    "why": "Why:",
    "nothing-waits": "everything is delivered",
    "link-failed": "there was no link last time",
    "window-shut": "no window is open now",
    "budget-spent": "this window's budget is spent",
    "disk-low": "the disk is nearly full, so lesson files are not fetched",
    "not-in-this-window": "the present window gives these data no budget",
    "refused": "the centre did not take some records: {refused}",
    "soon": "it goes with the next exchange",
    "takes": "How long: at the speed of the last exchanges ({rate}/s) windows needed: {windows},"
    " done {until}.",
    "takes-unknown": "How long: unknown, no exchange so far carried enough to measure the speed.",
    "takes-endless": "How long: more than two months, or no window lets it through.",
    "window-now": "Window open now: {name}, until {until}, left: {left}.",
    "window-next": "Next window: {name}, {at}.",
    "window-none": "No window opens within a year: look at the plan.",
    "no-limit": "without limit",
    "clock-wrong": "The server's clock says {machine}, which is wrong. Tirek counts the time"
    " itself: {time}. Work goes on.",
    "do-clock": "set date and time on the server (or take your phone's time on the app's server"
    " page), and change the battery",
    "start-coming": "A starting copy of the log is coming from the centre: {got} of {size}. Once it"
    " is whole and checked, the exchange goes on from it.",
    "start-refused": "The starting copy of the log from the centre did not pass its check and was"
    " not used: records come one by one. If it happens again, tell the centre's administrator.",
    "disk": "Free on the disk: {free} of {total}.",
    "cold": "Log: {kept} records at hand, {pruned} in the archive ({size}), last moved {when}.",
    "eyes": "Somebody should look: records held back {held}, records with two versions {conflicts},"
    " phones from a copy {forks}, not taken by the centre {refused}.",
    "signer-unknown": "Edition {n} of “{title}” is not shown: this school does not know the server"
    " that signed it.",
    "not-its-signature": "Edition {n} of “{title}” is not shown: its signature does not fit the"
    " key that the centre used so far.",
    "do": "What to do:",
    "do-link-failed": "check the school's internet; if it stays away, carry a stick"
    " (tirek bundle export)",
    "do-window-shut": "wait, or exchange now: tirek sync now",
    "do-budget-spent": "wait, or raise the budget on the app's Sync page",
    "do-not-in-this-window": "wait: another window takes it",
    "do-disk-low": "remove courses nobody needs, or fit a larger disk",
    "do-refused": "tell the centre's operator: the server does not cover this school yet",
    "do-untrusted": "ring the centre's operator and compare the key aloud (at the centre:"
    " tirek node); if it is the same: tirek bundle meet",
    "do-eyes": "open the list Needs attention in the app",
    "log-empty": "The journal of exchanges is empty.",
}

WORDS: Final = {"kk": KK, "ru": RU, "en": EN}

MONTHS: Final = {
    "kk": "қаң ақп нау сәу мам мау шіл там қыр қаз қар жел".split(),  # noqa: SIM905
    "ru": "янв фев мар апр мая июн июл авг сен окт ноя дек".split(),  # noqa: SIM905
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),  # noqa: SIM905
}

WINDOW_NAMES: Final = {
    "kk": {
        "always": "үнемі", "night": "түн", "day": "күндіз", "metered": "ақылы байланыс",
        "holidays": "жазғы демалыс",
    },
    "ru": {
        "always": "всегда", "night": "ночь", "day": "день", "metered": "платная связь",
        "holidays": "летние каникулы",
    },
    "en": {
        "always": "always", "night": "night", "day": "day", "metered": "metered link",
        "holidays": "summer holidays",
    },
}  # fmt: skip

UNITS: Final = {"kk": ("Б", "КБ", "МБ", "ГБ"), "ru": ("Б", "КБ", "МБ", "ГБ"),
                "en": ("B", "KB", "MB", "GB")}  # fmt: skip
