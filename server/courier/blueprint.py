"""The courier's routes lie below two prefixes: the school's and the hub's."""

from server.api import Blueprint

blueprint = Blueprint("courier", __name__, url_prefix="")
