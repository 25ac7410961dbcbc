"""Words of the pages that every browser can show, in Kazakh, Russian and English."""

from collections.abc import Mapping
from typing import Final

LANGUAGES: Final = ("kk", "ru", "en")
NAMES: Final[Mapping[str, str]] = {"kk": "Қазақша", "ru": "Русский", "en": "English"}

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "kk": {
        "title": "Мектеп серверіне қосылу",
        "inside": "Сіз мектеп желісіндесіз: мектеп сервері жауап беріп тұр.",
        "outside": "Бұл мектептің Wi-Fi желісі емес: жауап берген орталық сервер."
        " Телефон мобильді интернетте болуы мүмкін.",
        "outside_do": "Мектепте болсаңыз, Wi-Fi-ды қосыңыз. Телефон «интернет жоқ» десе,"
        " «Қосылған күйде қалу» дегенді таңдаңыз.",
        "secure": "Қауіпсіз мекенжай. Қосымша байланыссыз да ашылады:",
        "plain": "Қарапайым мекенжай:",
        "open": "Қосымшаны ашу",
        "simple": "Ескі телефонға арналған беттер",
        "device": "Мектеп құрылғысын баптау",
        "device_who": "Тек мектептің өз планшеттері мен компьютерлеріне. Өз телефоныңызға"
        " орнатпаңыз: ол мектептің қауіпсіз мекенжайымен онсыз да жұмыс істейді.",
        "device_none": "Бұл серверде құрылғыларға арналған сертификат жоқ."
        " Әкімші оны серверде жасайды: tirek certificate local",
        "get": "Сертификатты жүктеу",
        "profile": "Профильді жүктеу (iPad, iPhone)",
        "compare": "Орнатпас бұрын салыстырыңыз. Серверде көрінетін белгі (SHA-256):",
        "limits": "Бұл сертификат тек мына атауларға және мектеп ішіндегі мекенжайларға жарайды:",
        "android": "Android",
        "android_how": "Баптаулар → Қауіпсіздік → Шифрлау және тіркелгі деректері →"
        " Сертификат орнату → CA сертификаты. Жүктелген файлды таңдаңыз.",
        "ios": "iPad, iPhone",
        "ios_how": "Профильді жүктеңіз, Баптаулар → Профиль жүктелді → Орнату. Содан кейін"
        " Баптаулар → Негізгі → Құрылғы туралы → Сертификаттарға сену: қосыңыз.",
        "windows": "Windows",
        "windows_how": "Файлды ашыңыз → Сертификатты орнату → Жергілікті компьютер →"
        " «Сенімді түбірлік сертификаттау орталықтары».",
        "firefox": "Firefox (Android): Баптаулар → Firefox туралы бетте логотипті бес рет басып,"
        " Secret Settings ішінде «Use third party CA certificates» дегенді қосыңыз.",
    },
    "ru": {
        "title": "Подключение к школьному серверу",
        "inside": "Вы в школьной сети: школьный сервер отвечает.",
        "outside": "Это не школьный Wi-Fi: ответил центральный сервер."
        " Возможно, телефон в мобильной сети.",
        "outside_do": "В школе включите Wi-Fi. Если телефон пишет «нет интернета»,"
        " выберите «Оставаться на связи».",
        "secure": "Защищённый адрес. Приложение открывается и без связи:",
        "plain": "Простой адрес:",
        "open": "Открыть приложение",
        "simple": "Страницы для старых телефонов",
        "device": "Настроить школьное устройство",
        "device_who": "Только для планшетов и компьютеров школы. На свой телефон не ставьте:"
        " по защищённому адресу школы он работает и так.",
        "device_none": "На этом сервере нет сертификата для устройств."
        " Администратор создаёт его на сервере: tirek certificate local",
        "get": "Скачать сертификат",
        "profile": "Скачать профиль (iPad, iPhone)",
        "compare": "Сверьте перед установкой. Отпечаток, который показывает сервер (SHA-256):",
        "limits": "Этот сертификат годится только для этих имён и для адресов внутри школы:",
        "android": "Android",
        "android_how": "Настройки → Безопасность → Шифрование и учётные данные →"
        " Установить сертификат → Сертификат ЦС. Выберите скачанный файл.",
        "ios": "iPad, iPhone",
        "ios_how": "Скачайте профиль, Настройки → Профиль загружен → Установить. Затем"
        " Настройки → Основные → Об этом устройстве → Доверие сертификатам: включите.",
        "windows": "Windows",
        "windows_how": "Откройте файл → Установить сертификат → Локальный компьютер →"
        " «Доверенные корневые центры сертификации».",
        "firefox": "Firefox (Android): Настройки → О Firefox, нажмите пять раз на логотип и в"
        " Secret Settings включите «Use third party CA certificates».",
    },
    "en": {
        "title": "Connecting to the school's server",
        "inside": "You are on the school's network: the school's server answers.",
        "outside": "This is not the school's Wi-Fi: the central server has answered."
        " The phone may be on mobile data.",
        "outside_do": "At school, turn Wi-Fi on. If the phone says “no internet”,"
        " choose “Stay connected”.",
        "secure": "Secure address. The app opens without a connection, too:",
        "plain": "Plain address:",
        "open": "Open the app",
        "simple": "Pages for old phones",
        "device": "Set up a device of the school",
        "device_who": "Only for tablets and computers that belong to the school. Do not install it"
        " on your own phone: the school's secure address works there without it.",
        "device_none": "This server has no certificate for devices."
        " An administrator makes it on the server: tirek certificate local",
        "get": "Download the certificate",
        "profile": "Download the profile (iPad, iPhone)",
        "compare": "Compare before installing. The fingerprint that the server shows (SHA-256):",
        "limits": "This certificate is good for these names and addresses inside the school only:",
        "android": "Android",
        "android_how": "Settings → Security → Encryption & credentials → Install a certificate →"
        " CA certificate. Choose the downloaded file.",
        "ios": "iPad, iPhone",
        "ios_how": "Download the profile, Settings → Profile Downloaded → Install. Then"
        " Settings → General → About → Certificate Trust Settings: switch it on.",
        "windows": "Windows",
        "windows_how": "Open the file → Install Certificate → Local Machine →"
        " “Trusted Root Certification Authorities”.",
        "firefox": "Firefox (Android): Settings → About Firefox, tap the logo five times, and in"
        " Secret Settings switch on “Use third party CA certificates”.",
    },
}
