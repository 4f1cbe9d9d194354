"""The fake tenant that assertions come from."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .tenant import Tenant, tenant


@pytest.fixture
def entra(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tenant]:
    """A tenant whose keys may be fetched."""
    with tenant(tmp_path) as serving:
        settings.FEDERATION_HOSTS = [serving.host]
        settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
        monkeypatch.setenv("SSL_CERT_FILE", str(serving.certificate))
        yield serving
