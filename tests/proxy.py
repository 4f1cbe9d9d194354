"""An nginx with the configuration of docs/deploy.md, on ports and certificates of its own."""

import os
import re
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests import debian
from tests.pool import DEPLOY

NAME = "promapp.example.com"
MAIN = """
daemon off;
master_process off;
pid {folder}/pid;
error_log {folder}/error.log warn;
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/promapp;
}}
"""


@dataclass
class Proxy:
    """Where it listens, and what it logs."""

    http: int
    https: int
    certificate: Path
    log: Path


def configuration() -> str:
    """The file as the documentation has it."""
    block = re.search(r"```nginx\n(.*?)```", DEPLOY.read_text(), re.S)
    assert block
    return block[1]


@contextmanager
def proxy(upstreams: Sequence[int], **changes: str) -> Iterator[Proxy]:
    """Run nginx before servers on these ports. `changes`: other values of its directives."""
    with tempfile.TemporaryDirectory(prefix="promapp-proxy-") as name:
        folder = Path(name)
        certificate, key = _certificate(folder)
        http, https = _free_port(), _free_port()
        found = Proxy(http, https, certificate, folder / "access.log")
        servers = "\n".join(f"server 127.0.0.1:{port} max_fails=0;" for port in upstreams)
        text = configuration()
        for pattern, replacement in {
            r"listen \[::\]:\d+.*": "",
            r"listen 80;": f"listen 127.0.0.1:{http};",
            r"listen 443": f"listen 127.0.0.1:{https}",
            r"server 127\.0\.0\.1:8000 max_fails=0;": servers,
            r"ssl_certificate  .*;": f"ssl_certificate {certificate};",
            r"ssl_certificate_key .*;": f"ssl_certificate_key {key};",
            r"/var/log/nginx/promapp\.log": str(found.log),
            **{rf"{name} .*?;": f"{name} {value};" for name, value in changes.items()},
        }.items():
            text, number = re.subn(pattern, replacement, text)
            assert number, pattern
        (folder / "promapp").write_text(text)
        (folder / "nginx.conf").write_text(MAIN.format(folder=folder))
        command = [debian.ensure("nginx"), "-p", name, "-c", str(folder / "nginx.conf")]
        with subprocess.Popen(command, env=debian.environment()) as process:
            try:
                _wait(https, process)
                yield found
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=20)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    end = monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert process.poll() is None
            assert monotonic() < end
            sleep(0.02)


def _certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for NAME and 127.0.0.1 that signs itself; give its file and its key's."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    moment = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "fullchain.pem", folder / "privkey.pem"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    os.chmod(paths[1], 0o600)
    return paths
