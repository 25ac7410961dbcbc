"""README.txt in the file: what is what, in three languages."""

from typing import Final

NOTHING: Final = (
    "Бұл адам туралы мұнда ештеңе сақталмаған (немесе деректері жойылған).\n"
    "Об этом человеке здесь ничего не хранится (или данные удалены).\n"
    "Nothing about this person is kept here (or it has been erased).\n\n"
)

README: Final = """\
ҚАЗАҚША

Бұл файлда мектеп серверінде сіз туралы сақталған деректер бар.

records.json
  tables      – деректер базасының жолдары: аты-жөні, сыныптары, бағалары, журналдағы белгілер,
                тапсырған жұмыстары, портфолио; кім мұндай файл алғаны (bulk_read)
  operations  – сол деректердің қалай пайда болғаны және өзгергені, өз сөздерімен
  statements  – оқу бағдарламаларының сіз туралы жазғандары (xAPI)
files.json    – файлдардың тізімі; «here: false» – файл бұл серверде жоқ
files/        – тапсырылған және тіркелген файлдар, қандай болса, сондай күйде

«_ms» деп біткен сандар – 1970 жылдың 1 қаңтарынан (UTC) бергі миллисекундтар.
Мұғалімдер аты-жөнімен және рөлімен жазылған, басқа адамдар – «(another person)» деп.
Мұғалімнің файлында оның оқушыларға қойған бағалары жоқ: олар – оқушылардың деректері.
Құпиясөздер, PIN және кілттер жазылмайды.
Мектепке таңдалған адамдар ғана оқысын деп айтылған хабар да жазылмайды: айтқан адам оны қолданбадан
көреді.

ПО-РУССКИ

В этом файле то, что сервер школы хранит о вас.

records.json
  tables      – строки базы данных: имя, классы, отметки, записи журнала, сданные работы,
                портфолио; кто брал такой файл (bulk_read)
  operations  – как эти данные появились и менялись, в том виде, в каком их записали
  statements  – что записали о вас учебные программы (xAPI)
files.json    – список файлов; «here: false» – файла нет на этом сервере
files/        – сданные и приложенные файлы, такие, какие есть

Числа с именем на «_ms» – миллисекунды с 1 января 1970 года (UTC).
Учителя названы по имени и роли, остальные люди – «(another person)».
В файле учителя нет отметок, которые он поставил: это данные учеников.
Паролей, PIN-кодов и ключей здесь нет.
Нет и того, что сообщили школе только для выбранных людей: кто сообщил, видит это в приложении.

ENGLISH

This file holds what the school's server keeps about you.

records.json
  tables      – rows of the database: name, classes, marks, the journal, work handed in,
                portfolio; who took such a file (bulk_read)
  operations  – how these data came to be and how they changed, as they were written
  statements  – what learning programs wrote about you (xAPI)
files.json    – the list of files; "here: false" means that this server lacks the file
files/        – files handed in or attached, as they are

Numbers whose names end in "_ms" are milliseconds since 1 January 1970 (UTC).
Teachers are named with their roles, everybody else is "(another person)".
A teacher's file lacks the marks that they gave: those are the pupils' data.
Passwords, PINs and keys are not written.
Nor is what was told to the school for chosen people only: whoever told it sees it in the app.
"""
