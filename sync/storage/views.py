# ruff: noqa: S608 - only constants of this module are put together
"""`operations` on SQLite: a view of the log's narrow rows, which may be changed through it.

Whoever reads or changes a row finds the columns that the table has on PostgreSQL. `body` is told
with the columns that it is kept without (sync.storage.bodies). `near` is what records are found
by; rows are written to `log` itself (sync.storage.narrow).
"""

from typing import Final

# As many bytes of a UUID as tell nearly all of a million apart; whoever looks compares the rest.
NEAR: Final = "CASE WHEN typeof(record) = 'blob' THEN substr(record, 1, 4) ELSE record END"

_ID: Final = (
    "substr(lower(hex(record)), 1, 8) || '-' || substr(lower(hex(record)), 9, 4) || '-'"
    " || substr(lower(hex(record)), 13, 4) || '-' || substr(lower(hex(record)), 17, 4) || '-'"
    " || substr(lower(hex(record)), 21)"
)
_KIND: Final = "(SELECT name FROM log_names n WHERE n.n = kind)"
_TOLD: Final = (
    "CAST(x'1f' || w.writer || ' ' || w.epoch || ' ' || seq || ' ' || order_hlc || ' '"
    f" || {_KIND} || ' ' || CASE WHEN typeof(record) = 'blob' THEN 'u' || lower(hex(record))"
    " ELSE 't' || record END || ' ' || body AS BLOB)"
)
_VIEW: Final = (
    "CREATE VIEW IF NOT EXISTS operations AS"
    " SELECT id, w.writer AS writer, w.epoch AS epoch, seq, hash,"
    f" {_TOLD} AS body,"
    " CASE outcome WHEN 0 THEN 'admitted' WHEN 1 THEN 'corrected' ELSE 'held' END AS outcome,"
    " order_hlc, rank, reason, (SELECT name FROM log_names n WHERE n.n = judge) AS judge,"
    f" (order_hlc >> 16) + seen AS seen_ms, {_KIND} AS kind,"
    f" CASE WHEN typeof(record) = 'blob' THEN {_ID} ELSE record END AS record,"
    f" priority, applied, '' AS school, {NEAR} AS near"
    " FROM log JOIN lives w ON w.n = life"
)
# A record is not changed into a UUID this way: a row that gets one is written anew.
_UPDATE: Final = (
    "CREATE TRIGGER IF NOT EXISTS operations_update INSTEAD OF UPDATE ON operations BEGIN"
    " INSERT OR IGNORE INTO log_names (name) VALUES (NEW.kind), (NEW.judge);"
    " UPDATE log SET hash = NEW.hash,"
    " body = CASE WHEN NEW.body IS OLD.body THEN body ELSE NEW.body END,"
    " outcome = CASE NEW.outcome WHEN 'admitted' THEN 0 WHEN 'corrected' THEN 1 ELSE 2 END,"
    " order_hlc = NEW.order_hlc, rank = NEW.rank, reason = NEW.reason,"
    " judge = (SELECT n FROM log_names WHERE name = NEW.judge),"
    " seen = NEW.seen_ms - (NEW.order_hlc >> 16),"
    " kind = (SELECT n FROM log_names WHERE name = NEW.kind),"
    " record = CASE WHEN NEW.record IS OLD.record THEN record ELSE NEW.record END,"
    " priority = NEW.priority, applied = NEW.applied WHERE id = OLD.id; END"
)
_DELETE: Final = (
    "CREATE TRIGGER IF NOT EXISTS operations_delete INSTEAD OF DELETE ON operations BEGIN"
    " DELETE FROM log WHERE id = OLD.id; END"
)
_INDEX: Final = f"CREATE INDEX IF NOT EXISTS ix_log_near ON log ({NEAR})"

VIEWS: Final = (_VIEW, _UPDATE, _DELETE, _INDEX)
"""The view, how it is changed, and the index of what stands in it as `near`."""
