"""Agents and groups (xAPI-Data 2.4.2; 2.0: 4.2.2.1), and what makes two of them the same one."""

from collections.abc import Iterator
from typing import Any, Final

from server.lrs import values
from server.lrs.errors import Invalid
from server.lrs.limits import MAX_ID_CHARS
from server.lrs.values import JsonObject

IDENTIFIERS: Final = ("mbox", "mbox_sha1sum", "openid", "account")
"""Inverse functional identifiers."""


def _account_name(value: Any, at: str) -> str:
    name = values.text(value, at)
    if not name or len(name) > MAX_ID_CHARS:
        raise Invalid(at, f"must have 1 to {MAX_ID_CHARS} characters")
    return name


def account(value: Any, at: str) -> JsonObject:
    """{homePage, name}, both required."""
    found = values.members(value, at, _ACCOUNT)
    for key in ("homePage", "name"):
        if key not in found:
            raise Invalid(f"{at}.{key}", "is required")
    return found


_ACCOUNT: Final[dict[str, values.Check]] = {"homePage": values.iri, "name": _account_name}


def _kind(value: Any, at: str) -> str:
    if value not in ("Agent", "Group"):
        raise Invalid(at, 'must be "Agent" or "Group"')
    return str(value)


_IDENTITY: Final[dict[str, values.Check]] = {
    "objectType": _kind,
    "name": values.text,
    "mbox": values.mbox,
    "mbox_sha1sum": values.sha1,
    "openid": values.iri,
    "account": account,
}


def agent(value: Any, at: str) -> JsonObject:
    """One person or system, by exactly one identifier."""
    found = values.members(value, at, _IDENTITY)
    if found.get("objectType", "Agent") != "Agent":
        raise Invalid(f"{at}.objectType", 'must be "Agent"')
    _one_identifier(found, at, needed=True)
    return found


def _members(value: Any, at: str) -> list[Any]:
    return values.listed(value, at, agent)


_GROUP: Final[dict[str, values.Check]] = {**_IDENTITY, "member": _members}


def group(value: Any, at: str) -> JsonObject:
    """An identified group, or an anonymous one with its members."""
    found = values.members(value, at, _GROUP)
    if found.get("objectType") != "Group":
        raise Invalid(f"{at}.objectType", 'must be "Group"')
    if not _one_identifier(found, at, needed=False) and not found.get("member"):
        raise Invalid(f"{at}.member", "is required for a group without an identifier")
    return found


def actor(value: Any, at: str) -> JsonObject:
    """An agent or a group."""
    if type(value) is dict and value.get("objectType") == "Group":
        return group(value, at)
    return agent(value, at)


def authority(value: Any, at: str) -> JsonObject:
    """An agent, or an anonymous group of two: an application and its user (xAPI-Data 2.4.9)."""
    found = actor(value, at)
    if found.get("objectType") == "Group":
        if identifier(found) is not None:
            raise Invalid(at, "may not be an identified group")
        pair = found["member"]
        if len(pair) != 2 or not any("account" in member for member in pair):
            raise Invalid(f"{at}.member", "must be an application, by its account, and a user")
    return found


def _one_identifier(found: JsonObject, at: str, *, needed: bool) -> bool:
    given = [name for name in IDENTIFIERS if name in found]
    if len(given) > 1:
        raise Invalid(at, f"has more than one identifier: {' and '.join(given)}")
    if needed and not given:
        raise Invalid(at, f"needs one of {', '.join(IDENTIFIERS)}")
    return bool(given)


def identifier(value: JsonObject) -> str | None:
    """The identifier as one text, equal for equal agents and groups; None for an anonymous group.

    Addresses compare without regard to case, hashes too.
    """
    if "mbox" in value:
        return f"mbox|{value['mbox'].lower()}"
    if "account" in value:
        return f"account|{value['account']['homePage']}|{value['account']['name']}"
    if "mbox_sha1sum" in value:
        return f"sha1|{value['mbox_sha1sum'].lower()}"
    if "openid" in value:
        return f"openid|{value['openid']}"
    return None


def identifiers(value: JsonObject) -> Iterator[str]:
    """Of an agent or a group, and of the group's members."""
    own = identifier(value)
    if own is not None:
        yield own
    for member in value.get("member", ()):
        found = identifier(member)
        if found is not None:
            yield found


def is_actor(value: JsonObject) -> bool:
    """Whether a statement's object is an agent or a group."""
    return value.get("objectType") in ("Agent", "Group")
