"""What each finding is called, and what to do about it, in Kazakh, Russian and English.

The first of a pair says what is; the second what somebody without training can do. Nothing to do:
an empty string.
"""

from typing import Final

from server.doctor import words_of_copies as copies
from server.doctor.words_of_copies import Pair

KK: Final[dict[str, Pair]] = {
    "disk-ok": ("Дискіде орын бар: {free} бос, барлығы {total}.", ""),
    "disk-low": (
        "Дискіде орын аз: {free} бос, барлығы {total}.",
        "Керексіз файлдарды өшіріңіз немесе үлкенірек диск қойыңыз.",
    ),
    "disk-full": (
        "Диск толды: {free} ғана бос. Файлдар қабылданбайды.",
        "Орын босатыңыз немесе үлкенірек дискіге көшіңіз. Бұрынғы жұмыстар сақтаулы.",
    ),
    "disk-names": (
        "Дискіде файл саны шегіне жетті: тағы {free} файл ғана сияды.",
        "Керексіз файлдарды өшіріңіз.",
    ),
    "disk-readonly": (
        "{device} дискісіне жазу мүмкін емес: ол тек оқуға ашылған.",
        "Серверді қайта қосыңыз. Қайталанса, диск істен шығып жатыр: жаңасын қойып,"
        " көшірмеден қалпына келтіріңіз.",
    ),
    "disk-errors": (
        "{device} дискісі {errors} қате белгілеген: ол істен шығып жатыр.",
        "Бүгін көшірме жасап, дискіні ауыстырыңыз.",
    ),
    "clock-ok": ("Сағат дұрыс жүр.", ""),
    "clock-behind": (
        "Сервердің сағаты артта қалған.",
        "«Басқару» бетінде уақытты телефоннан қойыңыз немесе батареясын ауыстырыңыз.",
    ),
    "clock-ahead": (
        "Сервердің сағаты алға кетіп қалған.",
        "«Басқару» бетінде уақытты телефоннан қойыңыз.",
    ),
    "clock-battery": (
        "Сағаттың батареясы басқа уақыт көрсетеді.",
        "Жарық өшкенде сағат жаңылады: батареяны ауыстырыңыз.",
    ),
    "clock-no-battery": (
        "Бұл серверде сағат батареясы жоқ.",
        "Жарық жиі өшсе, сағат модулін (RTC) қойыңыз.",
    ),
    "memory-low": ("Жедел жад аз: {total}.", "Бұл құрылғыда басқа бағдарлама іске қоспаңыз."),
    "power-low": (
        "Қуат көзі әлсіз.",
        "Түпнұсқа қуат көзі мен жуан кабель қойыңыз: әлсіз қуат картаны бүлдіреді.",
    ),
    "hot": ("Құрылғы қызып кетті: {degrees} °C.", "Оны ашық, салқын жерге қойыңыз."),
    "card-swap": ("Жад картасында swap бар, карта тез тозады.", "swap-ты өшіріңіз."),
    "card-atime": (
        "{point} әр оқуда картаға жазады.",
        "/etc/fstab ішіне noatime қосыңыз.",
    ),
    "card-worn": ("Жад картасы тозып бітуге жақын.", "Көшірме жасап, картаны ауыстырыңыз."),
    "tcp-bbr": (
        "Орталыққа баратын байланыс {found} тәсілімен жүр; нашар желіде BBR жылдамырақ.",
        "net.ipv4.tcp_congestion_control=bbr деп қойыңыз.",
    ),
    "database-ok": ("Дерекқор бүтін: {bytes}.", ""),
    "database-none": ("Дерекқор әлі жоқ: сервер бірінші рет қосылғанда жасалады.", ""),
    "database-damaged": (
        "Дерекқор бүлінген: {what}.",
        "Серверді тоқтатып, көшірмеден қалпына келтіріңіз: tirek backup restore.",
    ),
    "log-lost": (
        "Журналда {count} жазба бүлініп, шетке қойылды.",
        "Орталықпен алмасыңыз, олар сол жақтан қайтады: tirek sync now --audit.",
    ),
    "tables-wrong": (
        "Кестелердегі {count} жазба журналмен сәйкес келмеді, олар журналдан қайта жасалды.",
        "Бұл қайталанса, диск не жад ақаулы болуы мүмкін: көшірмесін алып, дискіні ауыстырыңыз.",
    ),
    "release-waiting": (
        "Жаңа {version} шығарылымы {days} күннен бері ауысуды күтіп тұр.",
        "Серверді бір түнге қосулы қалдырыңыз немесе «Басқару» бетінде «Қазір ауысу» дегенді"
        " басыңыз.",
    ),
    "keys-ok": ("Сервердің кілттерін басқалар оқи алмайды.", ""),
    "keys-open": (
        "Сервердің құпия кілттерін басқа бағдарламалар оқи алады: {files}.",
        "Деректер қалтасындағы keys ішінде chmod 600 жасаңыз.",
    ),
    **copies.KK,
    "files-rotten": (
        "{count} файл дискіде бүлінген, мысалы {first}.",
        "Диск тозып жатқан болар: көшірмесін тексеріп, дискіні ауыстырыңыз.",
    ),
    "rung-http": (
        "Қосымша HTTP арқылы ашылады: сервер өшкенде телефон оны қайта ашпауы мүмкін.",
        "Мектепке HTTPS мекенжайын алыңыз.",
    ),
    "rung-broken": ("{address} мекенжайы ашылмайды: {why}.", "nginx пен желіні тексеріңіз."),
    "certificate-ok": ("HTTPS сертификаты тағы {days} күн жарамды.", ""),
    "certificate-soon": (
        "HTTPS сертификатына {days} күн қалды.",
        "Сервер жаңасын сұрап қойған: орталықпен алмасыңыз — байланыспен, флешкамен не курьермен.",
    ),
    "certificate-over": (
        "HTTPS сертификаты {days} күн бұрын біткен: телефондар серверге қосыла алмайды.",
        "Телефондағы жұмыстар сақтаулы. Флешканы не мұғалімнің телефонын орталыққа апарып, қайта"
        " әкеліңіз: жаңа сертификат сонымен келеді.",
    ),
    "certificate-broken": (
        "Сертификат файлы ({file}) оқылмайды: {why}.",
        "Жаңасын сұраңыз: tirek certificate request.",
    ),
    "certificate-local": (
        "HTTPS тек мектептің өз құрылғыларында жұмыс істейді.",
        "Оқушылардың телефондары үшін орталықтан мектепке атау беруін сұраңыз.",
    ),
    "authority-soon": (
        "Мектеп құрылғыларының сертификатына {days} күн қалды.",
        "Жаңасын жасап (tirek certificate local --new), құрылғыларды қайта баптаңыз.",
    ),
    "authority-over": (
        "Мектеп құрылғыларының сертификаты {days} күн бұрын біткен.",
        "Жаңасын жасап (tirek certificate local --new), құрылғыларды қайта баптаңыз.",
    ),
    "upstream-none": ("Бұл сервер орталыққа қосылмаған.", ""),
    "upstream-ok": ("Орталықпен соңғы байланыс {days} күн бұрын болды.", ""),
    "upstream-never": (
        "Орталық ({address}) әлі бірде-бір рет жауап бермеген.",
        "Мекенжай мен кодты тексеріңіз.",
    ),
    "upstream-silent": (
        "Орталықпен {days} күн байланыс жоқ.",
        "Интернетті тексеріңіз немесе жұмысты флешкамен апарыңыз.",
    ),
    "upstream-unreachable": (
        "Қазір орталыққа қосылу мүмкін емес: {why}.",
        "Байланыс болмаса, бұл қалыпты: жұмыс кезекте тұрады.",
    ),
    "ports-ok": ("Сервер жұмыс істеп тұр ({ports} порттары).", ""),
    "ports-dead": ("Сервер қосулы, бірақ {ports} порты жауап бермейді.", "Оны қайта қосыңыз."),
    "ports-taken": (
        "{ports} портын басқа бағдарлама алып тұр.",
        "Оны тоқтатыңыз немесе TIREK_PORT мәнін өзгертіңіз.",
    ),
    "not-running": ("Сервер қосылмаған.", "Қосыңыз: systemctl start tirek."),
    "address-ok": ("Телефондарға арналған мекенжай: {addresses}", ""),
    "address-none": (
        "Бұл құрылғы желіге қосылмаған: телефондар оны таба алмайды.",
        "Желі кабелін немесе Wi-Fi қосылымын тексеріңіз.",
    ),
}

RU: Final[dict[str, Pair]] = {
    "disk-ok": ("На диске есть место: свободно {free} из {total}.", ""),
    "disk-low": (
        "На диске мало места: свободно {free} из {total}.",
        "Удалите ненужные файлы или поставьте диск побольше.",
    ),
    "disk-full": (
        "Диск полон: свободно только {free}. Файлы не принимаются.",
        "Освободите место или переедьте на больший диск. Прежние работы сохранены.",
    ),
    "disk-names": (
        "На диске кончаются имена файлов: поместится ещё {free}.",
        "Удалите ненужные файлы.",
    ),
    "disk-readonly": (
        "На диск {device} нельзя писать: он открыт только для чтения.",
        "Перезапустите сервер. Если повторится, диск умирает: поставьте новый и восстановите"
        " школу из копии.",
    ),
    "disk-errors": (
        "Диск {device} отметил ошибки: {errors}. Он выходит из строя.",
        "Сделайте копию сегодня же и замените диск.",
    ),
    "clock-ok": ("Часы идут верно.", ""),
    "clock-behind": (
        "Часы сервера отстали.",
        "Поставьте время с телефона на странице управления или замените батарейку.",
    ),
    "clock-ahead": (
        "Часы сервера ушли вперёд.",
        "Поставьте время с телефона на странице управления.",
    ),
    "clock-battery": (
        "Часы на батарейке показывают другое время.",
        "После отключения света часы собьются: замените батарейку.",
    ),
    "clock-no-battery": (
        "У этого сервера нет часов с батарейкой.",
        "Если свет часто отключают, поставьте модуль часов (RTC).",
    ),
    "memory-low": ("Мало оперативной памяти: {total}.", "Не запускайте здесь других программ."),
    "power-low": (
        "Слабый блок питания.",
        "Поставьте родной блок и толстый кабель: слабое питание портит карту памяти.",
    ),
    "hot": ("Устройство перегрелось: {degrees} °C.", "Поставьте его в открытое прохладное место."),
    "card-swap": ("На карте памяти включён swap, она быстро износится.", "Отключите swap."),
    "card-atime": (
        "{point} пишет на карту при каждом чтении.",
        "Добавьте noatime в /etc/fstab.",
    ),
    "card-worn": ("Карта памяти почти изношена.", "Сделайте копию и замените карту."),
    "tcp-bbr": (
        "Связь с центром работает по способу {found}; на плохой линии BBR быстрее.",
        "Задайте net.ipv4.tcp_congestion_control=bbr.",
    ),
    "database-ok": ("База данных цела: {bytes}.", ""),
    "database-none": ("Базы данных ещё нет: она появится при первом запуске.", ""),
    "database-damaged": (
        "База данных повреждена: {what}.",
        "Остановите сервер и восстановите школу из копии: tirek backup restore.",
    ),
    "log-lost": (
        "В журнале повреждены и отложены записи: {count}.",
        "Обменяйтесь с центром, оттуда они вернутся: tirek sync now --audit.",
    ),
    "tables-wrong": (
        "В таблицах не совпадали с журналом и восстановлены по нему записи: {count}.",
        "Если это повторится, неисправны диск или память: сделайте копию и замените диск.",
    ),
    "release-waiting": (
        "Новый выпуск {version} ждёт перехода уже {days} дн.",
        "Оставьте сервер включённым на одну ночь или нажмите «Перейти сейчас» на странице"
        " управления.",
    ),
    "keys-ok": ("Ключи сервера закрыты от посторонних.", ""),
    "keys-open": (
        "Секретные ключи сервера доступны другим программам: {files}.",
        "Сделайте chmod 600 в папке keys каталога данных.",
    ),
    **copies.RU,
    "files-rotten": (
        "Файлы испортились на диске: {count}, например {first}.",
        "Диск, видимо, изношен: проверьте копию и замените его.",
    ),
    "rung-http": (
        "Приложение открывается по HTTP: без сервера телефон может его не открыть.",
        "Получите для школы адрес HTTPS.",
    ),
    "rung-broken": ("Адрес {address} не открывается: {why}.", "Проверьте nginx и сеть."),
    "certificate-ok": ("Сертификат HTTPS действует ещё {days} дн.", ""),
    "certificate-soon": (
        "Сертификат HTTPS кончается через {days} дн.",
        "Сервер уже попросил новый: обменяйтесь с центром — по связи, флешкой или с курьером.",
    ),
    "certificate-over": (
        "Сертификат HTTPS кончился {days} дн. назад: телефоны не могут подключиться.",
        "Работы на телефонах целы. Отвезите в центр и обратно флешку или телефон учителя:"
        " с ними придёт новый сертификат.",
    ),
    "certificate-broken": (
        "Файл сертификата ({file}) не читается: {why}.",
        "Попросите новый: tirek certificate request.",
    ),
    "certificate-local": (
        "HTTPS работает только на устройствах школы.",
        "Попросите центр дать школе имя, чтобы он работал и на телефонах учеников.",
    ),
    "authority-soon": (
        "Сертификат для устройств школы кончается через {days} дн.",
        "Создайте новый (tirek certificate local --new) и настройте устройства заново.",
    ),
    "authority-over": (
        "Сертификат для устройств школы кончился {days} дн. назад.",
        "Создайте новый (tirek certificate local --new) и настройте устройства заново.",
    ),
    "upstream-none": ("Этот сервер не подключён к центру.", ""),
    "upstream-ok": ("Связь с центром была {days} дн. назад.", ""),
    "upstream-never": (
        "Центр ({address}) ещё ни разу не ответил.",
        "Проверьте адрес и код.",
    ),
    "upstream-silent": (
        "С центром нет связи {days} дн.",
        "Проверьте интернет или отвезите работы на флешке.",
    ),
    "upstream-unreachable": (
        "Сейчас центр недоступен: {why}.",
        "Если связи нет, это нормально: работы ждут в очереди.",
    ),
    "ports-ok": ("Сервер работает (порты {ports}).", ""),
    "ports-dead": ("Сервер запущен, но порт {ports} не отвечает.", "Перезапустите его."),
    "ports-taken": (
        "Порт {ports} занят другой программой.",
        "Остановите её или измените TIREK_PORT.",
    ),
    "not-running": ("Сервер не запущен.", "Запустите: systemctl start tirek."),
    "address-ok": ("Адрес для телефонов: {addresses}", ""),
    "address-none": (
        "Устройство не подключено к сети: телефоны его не найдут.",
        "Проверьте сетевой кабель или Wi-Fi.",
    ),
}

EN: Final[dict[str, Pair]] = {
    "disk-ok": ("There is room on the disk: {free} of {total}.", ""),
    "disk-low": (
        "Little room is left on the disk: {free} of {total}.",
        "Remove files that nobody needs, or use a larger disk.",
    ),
    "disk-full": (
        "The disk is full: only {free} left. Files are not taken.",
        "Free space or move to a larger disk. Earlier work is safe.",
    ),
    "disk-names": (
        "The disk runs out of file names: {free} more fit.",
        "Remove files that nobody needs.",
    ),
    "disk-readonly": (
        "Nothing can be written to {device}: it is open for reading only.",
        "Restart the box. If it comes again the disk is dying: use a new one, and restore the"
        " school from a copy.",
    ),
    "disk-errors": (
        "{device} has noted {errors} errors: it is failing.",
        "Make a copy today, and replace the disk.",
    ),
    "clock-ok": ("The clock is right.", ""),
    "clock-behind": (
        "The server's clock is behind.",
        "Set the time from a phone on the administrator's page, or replace the battery.",
    ),
    "clock-ahead": (
        "The server's clock is ahead.",
        "Set the time from a phone on the administrator's page.",
    ),
    "clock-battery": (
        "The clock on the battery shows another time.",
        "It will be wrong after a power cut: replace the battery.",
    ),
    "clock-no-battery": (
        "This box has no clock with a battery.",
        "Where power often fails, add a clock module (RTC).",
    ),
    "memory-low": ("There is little memory: {total}.", "Run no other programs on this box."),
    "power-low": (
        "The power supply is weak.",
        "Use the original supply and a thick cable: weak power corrupts the card.",
    ),
    "hot": ("The box is too hot: {degrees} °C.", "Put it in an open, cool place."),
    "card-swap": ("There is swap on the memory card, which wears it out.", "Switch swap off."),
    "card-atime": (
        "{point} writes to the card whenever something is read.",
        "Add noatime in /etc/fstab.",
    ),
    "card-worn": ("The memory card is nearly worn out.", "Make a copy, and replace the card."),
    "tcp-bbr": (
        "The road to the centre uses {found}; on a bad link BBR is faster.",
        "Set net.ipv4.tcp_congestion_control=bbr.",
    ),
    "database-ok": ("The database is whole: {bytes}.", ""),
    "database-none": ("There is no database yet: the first start makes it.", ""),
    "database-damaged": (
        "The database is damaged: {what}.",
        "Stop the server and restore the school from a copy: tirek backup restore.",
    ),
    "log-lost": (
        "{count} records of the log were damaged, and set aside.",
        "Exchange with the centre, they come back from there: tirek sync now --audit.",
    ),
    "tables-wrong": (
        "{count} records of the tables were not what the log says, and were made again from it.",
        "If that happens again, disk or memory is failing: make a copy, and replace the disk.",
    ),
    "release-waiting": (
        "The newer release {version} has been waiting for {days} days to be switched to.",
        "Leave the server on for one night, or press “Switch now” on the management page.",
    ),
    "keys-ok": ("Nobody else can read the server's keys.", ""),
    "keys-open": (
        "Other programs can read the server's secret keys: {files}.",
        "Set chmod 600 in the folder keys of the data folder.",
    ),
    **copies.EN,
    "files-rotten": (
        "{count} files have rotted on the disk, such as {first}.",
        "The disk may be worn: verify a copy, and replace it.",
    ),
    "rung-http": (
        "The app is served over HTTP: phones may not open it while the server is off.",
        "Get an HTTPS address for the school.",
    ),
    "rung-broken": ("{address} cannot be opened: {why}.", "Look at nginx and the network."),
    "certificate-ok": ("The HTTPS certificate is good for {days} more days.", ""),
    "certificate-soon": (
        "The HTTPS certificate ends in {days} days.",
        "The server has asked for another: exchange with the centre by link, stick or courier.",
    ),
    "certificate-over": (
        "The HTTPS certificate ended {days} days ago: phones cannot reach the server.",
        "What is on the phones is safe. Take a stick or a teacher's phone to the centre and back:"
        " the new certificate comes with it.",
    ),
    "certificate-broken": (
        "A certificate's file ({file}) cannot be read: {why}.",
        "Ask for another: tirek certificate request.",
    ),
    "certificate-local": (
        "HTTPS works on devices of the school only.",
        "Ask the centre to give the school a name, so that it works on pupils' phones, too.",
    ),
    "authority-soon": (
        "The certificate for the school's devices ends in {days} days.",
        "Make another (tirek certificate local --new), and set the devices up anew.",
    ),
    "authority-over": (
        "The certificate for the school's devices ended {days} days ago.",
        "Make another (tirek certificate local --new), and set the devices up anew.",
    ),
    "upstream-none": ("This server is not connected to a centre.", ""),
    "upstream-ok": ("The centre last answered {days} days ago.", ""),
    "upstream-never": (
        "The centre ({address}) has never answered yet.",
        "Check the address and the code.",
    ),
    "upstream-silent": (
        "The centre has not been heard of for {days} days.",
        "Check the internet, or carry the work on a stick.",
    ),
    "upstream-unreachable": (
        "The centre cannot be reached now: {why}.",
        "Without a link this is normal: the work waits in line.",
    ),
    "ports-ok": ("The server is running (ports {ports}).", ""),
    "ports-dead": ("The server runs, and port {ports} does not answer.", "Restart it."),
    "ports-taken": (
        "Another program holds port {ports}.",
        "Stop it, or change TIREK_PORT.",
    ),
    "not-running": ("The server is not running.", "Start it: systemctl start tirek."),
    "address-ok": ("Address for phones: {addresses}", ""),
    "address-none": (
        "This box is on no network: phones cannot find it.",
        "Check the network cable or the Wi-Fi.",
    ),
}

WORDS: Final = {"kk": KK, "ru": RU, "en": EN}

MARKS: Final = {"ok": "✓", "advice": "·", "warning": "!", "bad": "✗"}
