"""A certificate authority that speaks ACME (RFC 8555): a request goes in, a chain comes out."""

import contextlib
import logging
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from acme import challenges, client, errors, messages
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509 import load_pem_x509_certificate
from josepy.errors import Error as JoseError
from josepy.jwa import ES256
from josepy.jwk import JWKEC
from requests import RequestException, Response

from server.certificates.dns import ChallengeRecords, DnsRefused
from server.certificates.limits import ACME_CALL_SECONDS, NONCE_TRIES, ORDER_SECONDS
from server.certificates.requesting import as_pem
from server.people.keyfile import kept

log = logging.getLogger(__name__)

_AGENT: Final = "tirek"
_CESSATION: Final = 5
"""cessationOfOperation (RFC 5280, 5.3.1): that the key was compromised, nobody can prove."""


class OrderFailed(Exception):
    """The authority, the name server or the road to them; the text says what."""


class Network(client.ClientNetwork):
    """An authority may refuse a nonce at any time and sends another with the refusal, with which
    the request is made again (RFC 8555, 6.5). The library does that once, which is too seldom for
    an order of a dozen requests."""

    def post(self, *args: Any, **kwargs: Any) -> Response:
        """As the library's, after up to NONCE_TRIES unknown nonces."""
        for _ in range(1, NONCE_TRIES):
            try:
                return self._post_once(*args, **kwargs)
            except messages.Error as error:
                if error.code != "badNonce":
                    raise
        return self._post_once(*args, **kwargs)


class Authority:
    """One account at one authority. The account's key is kept in `home`/keys."""

    def __init__(
        self,
        home: Path,
        directory: str,
        records: ChallengeRecords,
        *,
        contact: str | None = None,
        ca: Path | None = None,
    ) -> None:
        self._home = home
        self._directory = directory
        self._records = records
        self._contact = contact
        self._ca = ca
        self._client: client.ClientV2 | None = None

    def order(self, csr: bytes, name: str) -> bytes:
        """The chain (PEM) for a request (DER) for one name. Raises OrderFailed; takes seconds to
        minutes, and is no work for a transaction."""
        try:
            if self._client is None:
                self._client = self._met()
            return self._chain(self._client, csr, name)
        except DnsRefused as error:
            raise OrderFailed(f"DNS: {error}") from error
        except errors.ValidationError as error:
            raise OrderFailed(_why_invalid(error)) from error
        except (errors.Error, messages.Error, JoseError, RequestException) as error:
            self._client = None
            raise OrderFailed(str(error) or type(error).__name__) from error

    def revoke(self, chain: bytes) -> None:
        """Have the first certificate of a chain (PEM) revoked. Raises OrderFailed."""
        try:
            if self._client is None:
                self._client = self._met()
            self._client.revoke(load_pem_x509_certificate(chain), _CESSATION)
        except errors.ConflictError:
            return  # it was revoked before
        except messages.Error as error:
            if error.code != "alreadyRevoked":
                raise OrderFailed(str(error)) from error
        except (errors.Error, JoseError, RequestException) as error:
            self._client = None
            raise OrderFailed(str(error) or type(error).__name__) from error

    def renewal_ms(self, chain: bytes) -> int | None:
        """From when on (unix ms) the authority wants the certificate replaced, a moment of the
        window that it suggests; None where it suggests nothing. Raises OrderFailed."""
        try:
            if self._client is None:
                self._client = self._met()
            moment, _again = self._client.renewal_time(chain)
        except (errors.Error, messages.Error, JoseError, RequestException) as error:
            self._client = None
            raise OrderFailed(str(error) or type(error).__name__) from error
        return None if moment is None else int(moment.timestamp() * 1000)

    def _chain(self, acme: client.ClientV2, csr: bytes, name: str) -> bytes:
        order = acme.new_order(as_pem(csr))
        put: list[tuple[str, str]] = []
        try:
            for authorization in order.authorizations:
                if authorization.body.status == messages.STATUS_VALID:
                    continue
                challenge = _dns_challenge(authorization)
                response, value = challenge.response_and_validation(acme.net.key)
                record = challenge.chall.validation_domain_name(name)
                self._records.put(record, value)
                put.append((record, value))
                acme.answer_challenge(challenge, response)
            until = datetime.now() + timedelta(seconds=ORDER_SECONDS)  # noqa: DTZ005 - acme's own
            done = acme.poll_and_finalize(order, until)
        finally:
            for record, value in put:
                with contextlib.suppress(DnsRefused):
                    self._records.remove(record, value)
        return str(done.fullchain_pem).encode("ascii")

    def _met(self) -> client.ClientV2:
        key = JWKEC(key=load_pem_private_key(kept(self._key_file(), _fresh), None))
        net = Network(key, alg=ES256, user_agent=_AGENT, timeout=ACME_CALL_SECONDS)
        if self._ca is not None:
            net.verify_ssl = str(self._ca)  # type: ignore[assignment] # requests takes a path
        acme = client.ClientV2(client.ClientV2.get_directory(self._directory, net), net)
        about = messages.NewRegistration.from_data(
            email=self._contact, terms_of_service_agreed=True
        )
        try:
            acme.new_account(about)
        except errors.ConflictError as known:
            found = messages.RegistrationResource(uri=known.location, body=messages.Registration())
            net.account = acme.query_registration(found)
        return acme

    def _key_file(self) -> Path:
        return self._home / "keys" / "acme-account.pem"


def _dns_challenge(authorization: messages.AuthorizationResource) -> messages.ChallengeBody:
    for one in authorization.body.challenges:
        if isinstance(one.chall, challenges.DNS01):
            return one
    raise OrderFailed("the authority offers no DNS-01 challenge")


def _why_invalid(error: errors.ValidationError) -> str:
    told = [
        str(one.error)
        for failed in error.failed_authzrs
        for one in failed.body.challenges
        if one.error is not None
    ]
    return "; ".join(told) or "the authority could not see the challenge's record"


def _fresh() -> bytes:
    made = ec.generate_private_key(ec.SECP256R1())
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
