"""Settings for tests: complete, and leading nowhere outside this machine."""

from __future__ import annotations

import tempfile

from config import Settings

NOWHERE = "https://localhost:9"  # the discard port: a test that forgets its stand-in is refused at once


def settings_for(database_url: str, **variables: str) -> Settings:
    """What an installation would say in its environment; `variables` add to it or replace."""
    return Settings.from_environment(
        {
            "VIDEOCITA_ENVIRONMENT": "test",
            "SECRET_KEY": "only for tests, and long enough for them",
            "DATABASE_URL": database_url,
            "PUBLIC_URL": "http://localhost",
            "MAIL_URL": f"file:{tempfile.gettempdir()}/videocita-outbox",
            "MAIL_FROM": "cita@example.org",
            "STORAGE_URL": f"file:{tempfile.gettempdir()}/videocita-documents",
            "RATE_LIMITS": "0",
            "GRAPH_URL": f"{NOWHERE}/v1.0",
            "ENTRA_AUTHORITY": NOWHERE,
            "ENTRA_TENANT": "22222222-2222-2222-2222-222222222222",
            "ENTRA_CLIENT_ID": "11111111-1111-1111-1111-111111111111",
            "ENTRA_CLIENT_SECRET": "standin-secret",
            **variables,
        }
    )
