"""The school's tables of the first release.

There is no way back from here: a school that must undo an upgrade restores its backup.
"""

from server.migrations.first import carrying, delivery, learning, people

revision = "0001_school"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table of server/."""
    people.roster()
    people.getting_in()
    learning.feeds()
    learning.work()
    delivery.editions()
    delivery.files()
    carrying.couriers()
    carrying.mailboxes()
