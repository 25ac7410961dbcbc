"""The certificates that this box shows phones, from its files alone."""

from collections.abc import Iterator

from server.certificates.files import WebFiles
from server.certificates.limits import LOCAL_AUTHORITY_SOON_DAYS
from server.certificates.reading import BadChain, Shown
from server.config import Config
from server.doctor.findings import Finding
from server.doctor.limits import CERTIFICATE_SOON_DAYS


def look(config: Config, now_ms: int) -> Iterator[Finding]:
    """Whether phones can use HTTPS, and for how long still. Nothing where HTTPS is off."""
    if config.tls_port is None:
        return
    files, found = WebFiles(config.home), dict[str, Shown]()
    for name in ("public", "local", "authority"):
        try:
            pair = files.pair(getattr(files, name))
            if pair is not None:
                found[name] = pair.shown()
        except BadChain as why:
            yield Finding("certificate-broken", "bad", {"file": name, "why": str(why)})
    public = found.get("public")
    if public is not None:
        yield _public(public, now_ms)
    elif "local" in found:
        yield Finding("certificate-local", "advice")
    else:
        yield Finding("rung-http", "advice")
    authority = found.get("authority")
    if authority is None:
        return
    days = authority.days_left(now_ms)
    if authority.over(now_ms):
        yield Finding("authority-over", "bad", {"days": -days})
    elif days < LOCAL_AUTHORITY_SOON_DAYS:
        yield Finding("authority-soon", "warning", {"days": days})


def _public(public: Shown, now_ms: int) -> Finding:
    days = public.days_left(now_ms)
    if public.over(now_ms):
        return Finding("certificate-over", "bad", {"days": -days})
    # Short-lived ones are always near their end: what counts is that the time to renew is past.
    late = now_ms > public.until_ms - (public.until_ms - public.renewal_ms()) // 2
    if late and days < CERTIFICATE_SOON_DAYS:
        return Finding("certificate-soon", "warning", {"days": days})
    return Finding("certificate-ok", "ok", {"days": days})
