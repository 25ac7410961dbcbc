"""What the doctor says of copies; the form as in server.doctor.words."""

from typing import Final

Pair = tuple[str, str]

KK: Final[dict[str, Pair]] = {
    "backup-ok": ("Соңғы көшірме {days} күн бұрын жасалған ({disk}).", ""),
    "backup-today": ("Соңғы көшірме осы тәулікте жасалған ({disk}).", ""),
    "backup-no-key": (
        "Көшірмелерге қалпына келтіру кілті жасалмаған.",
        "«Серверді дайындау» бетінде не tirek backup key деп жасап, басып шығарып, сейфке салыңыз.",
    ),
    "backup-key-unseen": (
        "Қалпына келтіру кілті жасалған, бірақ парағының бар екенін ешкім растамаған.",
        "«Серверді дайындау» бетінде кілтті қайта жасап, парақты басып шығарып, растаңыз: онсыз"
        " көшірмелерді ешкім аша алмайды.",
    ),
    "backup-none": (
        "Әлі бірде-бір көшірме жоқ.",
        "Кез келген компьютерде USB дискіде TIREK-BACKUP деген бос қалта ашып, дискіні серверге"
        " қосып қойыңыз: алғашқы көшірме бірден, кейін түн сайын өзі жасалады.",
    ),
    "copy-above-today": ("Орталықта осы тәулікте жасалған жабық көшірме бар ({bytes}).", ""),
    "copy-above": ("Орталықта {days} күн бұрын жасалған жабық көшірме бар ({bytes}).", ""),
    "copy-above-old": (
        "Орталықтағы жабық көшірмеге {days} күн болды.",
        "Интернетті тексеріңіз: көшірме басқа деректерден артылған трафикпен жіберіледі.",
    ),
    "copy-above-none": (
        "Орталықта жабық көшірме әлі жоқ.",
        "Ол түнде өздігінен, бөліктеп жіберіледі.",
    ),
    "copy-above-refused": (
        "Жабық көшірме орталықта бөлінген орынға сыймай тұр.",
        "Орталық операторынан TIREK_BACKUP_QUOTA мәнін үлкейтуді сұраңыз.",
    ),
    "backup-only-above": (
        "Көшірме тек орталықта бар, дискіде жоқ. Оқушы файлдары ол көшірмеге кірмейді.",
        "Кез келген компьютерде USB дискіде TIREK-BACKUP деген бос қалта ашып, дискіні серверге"
        " қосып қойыңыз: алғашқы көшірме бірден, кейін түн сайын өзі жасалады.",
    ),
    "backup-old": (
        "Дискідегі соңғы көшірмеге {days} күн болды.",
        "Көшірме дискісі қосулы ма, тексеріңіз.",
    ),
    "backup-failed": ("Көшірме жасалмады: {subject}.", "Дискіні және кабелін тексеріңіз."),
    "backup-no-room": (
        "Көшірме жасалмады: көшірме дискісі толды ({disk}).",
        "Үлкенірек диск қойыңыз. Жаңа кілттің парағы расталмаса, алдымен соны растаңыз.",
    ),
    "backup-no-room-here": (
        "Көшірме жасалмады: сервердің өз дискісінде орын аз.",
        "Керексіз файлдарды өшіріңіз немесе серверге үлкенірек диск қойыңыз.",
    ),
    "backup-same-disk": (
        "Көшірме сервердің өз дискісінде жатыр: {disk}.",
        "Бөлек USB дискіге жасаңыз: бұл диск бұзылса, көшірме де жоғалады.",
    ),
}

RU: Final[dict[str, Pair]] = {
    "backup-ok": ("Последняя копия сделана {days} дн. назад ({disk}).", ""),
    "backup-today": ("Последняя копия сделана за последние сутки ({disk}).", ""),
    "backup-no-key": (
        "Для копий не создан ключ восстановления.",
        "Создайте его на странице «Подготовка сервера» или командой tirek backup key, "
        "распечатайте и положите в сейф.",
    ),
    "backup-key-unseen": (
        "Ключ восстановления создан, но никто не подтвердил, что его лист есть.",
        "На странице «Подготовка сервера» создайте ключ ещё раз, распечатайте лист и подтвердите:"
        " без листа копии не откроет никто.",
    ),
    "backup-none": (
        "Ещё нет ни одной копии.",
        "Создайте на USB-диске (на любом компьютере) пустую папку TIREK-BACKUP и оставьте диск"
        " подключённым к серверу: первая копия сделается сразу, потом — каждую ночь.",
    ),
    "copy-above-today": (
        "В центре лежит закрытая копия, сделанная за последние сутки ({bytes}).",
        "",
    ),
    "copy-above": ("В центре лежит закрытая копия, сделанная {days} дн. назад ({bytes}).", ""),
    "copy-above-old": (
        "Закрытой копии в центре {days} дн.",
        "Проверьте интернет: копия идёт тем трафиком, который остался от остального.",
    ),
    "copy-above-none": (
        "Закрытой копии в центре ещё нет.",
        "Она уйдёт сама, ночью и по частям.",
    ),
    "copy-above-refused": (
        "Закрытая копия не помещается в место, отведённое ей в центре.",
        "Попросите оператора центра увеличить TIREK_BACKUP_QUOTA.",
    ),
    "backup-only-above": (
        "Копия есть только в центре, на диске её нет. Файлы учеников в ту копию не входят.",
        "Создайте на USB-диске (на любом компьютере) пустую папку TIREK-BACKUP и оставьте диск"
        " подключённым к серверу: первая копия сделается сразу, потом — каждую ночь.",
    ),
    "backup-old": (
        "Последней копии на диске {days} дн.",
        "Проверьте, подключён ли диск для копий.",
    ),
    "backup-failed": ("Копия не сделана: {subject}.", "Проверьте диск и его кабель."),
    "backup-no-room": (
        "Копия не сделана: диск для копий полон ({disk}).",
        "Поставьте диск побольше. Если лист нового ключа не подтверждён, сначала подтвердите его.",
    ),
    "backup-no-room-here": (
        "Копия не сделана: на диске самого сервера мало места.",
        "Удалите ненужные файлы или поставьте серверу диск побольше.",
    ),
    "backup-same-disk": (
        "Копия лежит на том же диске, что и сервер: {disk}.",
        "Делайте её на отдельный USB-диск: иначе копия погибнет вместе с сервером.",
    ),
}

EN: Final[dict[str, Pair]] = {
    "backup-ok": ("The last copy was made {days} days ago ({disk}).", ""),
    "backup-today": ("The last copy was made within the last day ({disk}).", ""),
    "backup-no-key": (
        "No recovery key has been made for copies.",
        "Make one on the page «Getting the server ready» or with tirek backup key, print it, "
        "put it into the safe.",
    ),
    "backup-key-unseen": (
        "A recovery key has been made, but nobody has confirmed that its sheet exists.",
        "On the page «Getting the server ready» make the key once more, print the sheet and confirm"
        " it: without the sheet nobody can open the copies.",
    ),
    "backup-none": (
        "There is no copy yet.",
        "Make an empty folder TIREK-BACKUP on a USB disk, at any computer, and leave the disk"
        " in the server: the first copy is made at once, the next ones every night.",
    ),
    "copy-above-today": (
        "A sealed copy made within the last day lies at the centre ({bytes}).",
        "",
    ),
    "copy-above": ("A sealed copy made {days} days ago lies at the centre ({bytes}).", ""),
    "copy-above-old": (
        "The sealed copy at the centre is {days} days old.",
        "Check the internet: the copy goes in what everything else leaves of it.",
    ),
    "copy-above-none": (
        "There is no sealed copy at the centre yet.",
        "It goes there by itself, at night and bit by bit.",
    ),
    "copy-above-refused": (
        "The sealed copy does not fit into the room that the centre keeps for it.",
        "Ask the centre's operator for a larger TIREK_BACKUP_QUOTA.",
    ),
    "backup-only-above": (
        "The only copy lies at the centre, none on a disk. Pupils' files are not in it.",
        "Make an empty folder TIREK-BACKUP on a USB disk, at any computer, and leave the disk"
        " in the server: the first copy is made at once, the next ones every night.",
    ),
    "backup-old": (
        "The last copy on a disk is {days} days old.",
        "See that the disk for copies is there.",
    ),
    "backup-failed": ("No copy was made: {subject}.", "Look at the disk and its cable."),
    "backup-no-room": (
        "No copy was made: the disk of the copies is full ({disk}).",
        "Use a larger one. If the sheet of a new key was not confirmed, confirm that first.",
    ),
    "backup-no-room-here": (
        "No copy was made: the server's own disk has too little room.",
        "Remove files that nobody needs, or use a larger disk for the server.",
    ),
    "backup-same-disk": (
        "The copy lies on the server's own disk: {disk}.",
        "Make it on a USB disk: else it is lost together with the server.",
    ),
}
