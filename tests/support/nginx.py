"""A real nginx in front of a hub: TLS 1.3 with an authority of its own, bodies buffered."""

import contextlib
import datetime
import ipaddress
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
AUTHORITY, CERTIFICATE, KEY = "ca.pem", "hub.pem", "hub.key"
_DAY = datetime.timedelta(days=1)


def certificates(
    folder: Path, names: Sequence[str], *, now: datetime.datetime | None = None
) -> Path:
    """An authority of its own and a hub's certificate for these names and addresses, good for a day
    before and after `now`; returns the authority's file."""
    now = now or datetime.datetime.now(datetime.UTC)
    root_key, hub_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test authority")])

    def begin(subject: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder(issuer_name=root, subject_name=subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _DAY)
            .not_valid_after(now + _DAY)
        )

    constraints = x509.BasicConstraints(ca=True, path_length=0)
    authority = begin(root, root_key).add_extension(constraints, critical=True)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    hub = begin(subject, hub_key).add_extension(
        x509.SubjectAlternativeName([_name(name) for name in names]), critical=False
    )
    pem = serialization.Encoding.PEM
    (folder / AUTHORITY).write_bytes(authority.sign(root_key, hashes.SHA256()).public_bytes(pem))
    (folder / CERTIFICATE).write_bytes(hub.sign(root_key, hashes.SHA256()).public_bytes(pem))
    (folder / KEY).write_bytes(
        hub_key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / AUTHORITY


def _name(name: str) -> x509.GeneralName:
    with contextlib.suppress(ValueError):
        return x509.IPAddress(ipaddress.ip_address(name))
    return x509.DNSName(name)


def configure(folder: Path, listen: str, target: int, *, files: Path | None = None) -> Path:
    """Writes what docs/how-to/put-nginx-in-front.md advises; `files` are served below /c/ by
    nginx itself. Returns the configuration's path."""
    static = f"location /c/ {{ alias {files}/; }}" if files else ""
    text = f"""
        daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log warn;
        worker_processes 1; user root;
        events {{ worker_connections 64; }}
        http {{
            access_log {folder}/access.log;
            client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
            fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
            keepalive_timeout 75s; sendfile on; tcp_nopush on;
            server {{
                listen {listen} ssl fastopen=256;
                ssl_certificate {folder}/{CERTIFICATE}; ssl_certificate_key {folder}/{KEY};
                ssl_protocols TLSv1.3; ssl_session_tickets on;
                ssl_buffer_size 1400; client_max_body_size 1m;
                {static}
                location / {{
                    proxy_pass http://127.0.0.1:{target};
                    proxy_http_version 1.1; proxy_set_header Connection "";
                    proxy_set_header Host $host;
                    proxy_set_header X-Forwarded-For $remote_addr;
                }}
            }}
        }}
    """
    path = folder / "nginx.conf"
    path.write_text(text, encoding="utf-8")
    return path


@contextlib.contextmanager
def nginx(folder: Path, port: int, target: int) -> Iterator[Path]:
    """nginx on 127.0.0.1:`port` with TLS before 127.0.0.1:`target`; gives the authority's file."""
    assert NGINX is not None
    authority = certificates(folder, ["localhost", "127.0.0.1"])
    configuration = configure(folder, f"127.0.0.1:{port}", target)
    process = subprocess.Popen(
        [NGINX, "-p", str(folder), "-c", str(configuration)], stderr=subprocess.DEVNULL
    )
    try:
        _await(process, port)
        yield authority
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(process: "subprocess.Popen[bytes]", port: int) -> None:
    """Until it listens; AssertionError when it ends instead."""
    while process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 5):
            return
        time.sleep(0.02)
    raise AssertionError("nginx did not start")
