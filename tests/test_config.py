"""Settings: every mistake at once and by name, no secret shown, defaults that make sense."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from config import MICROSOFT_AUTHORITY, MICROSOFT_GRAPH, Settings, SettingsError
from outside import Papers

COMPLETE = {
    "SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "DATABASE_URL": "sqlite:////var/lib/videocita/videocita.sqlite",
    "PUBLIC_URL": "https://cita.example.cat",
    "MAIL_URL": "smtps://cita:mail-password@mail.example.cat",
    "MAIL_FROM": "cita@example.cat",
    "STORAGE_URL": "file:/var/lib/videocita/documents",
    "ENTRA_TENANT": "22222222-2222-2222-2222-222222222222",
    "ENTRA_CLIENT_ID": "11111111-1111-1111-1111-111111111111",
    "ENTRA_CLIENT_SECRET": "entra-secret",
}


def settings_with(**variables):
    """The settings of a complete environment after these changes; None takes a variable away."""
    environment = {**COMPLETE, **variables}
    return Settings.from_environment({name: value for name, value in environment.items() if value is not None})


def mistakes_with(**variables):
    with pytest.raises(SettingsError) as caught:
        settings_with(**variables)
    return caught.value.mistakes


def test_an_empty_environment_is_told_everything_that_is_missing_at_once():
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({})

    named = {mistake.partition(":")[0] for mistake in caught.value.mistakes}
    assert named == COMPLETE.keys() - {"ENTRA_CLIENT_SECRET"} | {"ENTRA_CLIENT_SECRET or ENTRA_CLIENT_CERTIFICATE"}


def test_mistakes_of_every_kind_come_together():
    mistakes = mistakes_with(
        SECRET_KEY="short", DATABASE_URL="mysql://db", PORT="http", OFFICE_TIMEZONE="Barcelona", HSTS="perhaps"
    )

    assert [mistake.partition(":")[0] for mistake in mistakes] == [
        "SECRET_KEY",
        "DATABASE_URL",
        "OFFICE_TIMEZONE",
        "PORT",
        "HSTS",
    ]


def test_the_error_lists_its_mistakes_line_by_line():
    with pytest.raises(SettingsError, match=r"(?s)cannot be used:\n  - SECRET_KEY: is not set\n  - PUBLIC_URL: is not"):
        settings_with(SECRET_KEY=None, PUBLIC_URL=None)


@pytest.mark.parametrize("name", [*COMPLETE])
def test_an_empty_value_is_one_that_is_not_set(name):
    assert len(mistakes_with(**{name: "  "})) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VIDEOCITA_ENVIRONMENT", "staging"),
        ("SECRET_KEY", "0123456789abcdef0123456789abcde"),
        ("DATABASE_URL", "mysql://cita@db/videocita"),
        ("DATABASE_URL", "videocita.sqlite"),
        ("PUBLIC_URL", "cita.example.cat"),
        ("PUBLIC_URL", "ftp://cita.example.cat"),
        ("PUBLIC_URL", "https://example.cat/cita"),
        ("PUBLIC_URL", "https://example.cat?cita=1"),
        ("PUBLIC_URL", "https://"),
        ("MAIL_URL", "mail.example.cat"),
        ("MAIL_URL", "http://mail.example.cat"),
        ("STORAGE_URL", "/var/lib/videocita/documents"),
        ("STORAGE_URL", "https://s3.example.cat/papers"),
        ("CLAMAV_URL", "scanner:3310"),
        ("MAIL_FROM", "example.cat"),
        ("MAIL_FROM", "cita@localhost"),
        ("MAIL_FROM", "Cita <cita@example.cat>"),
        ("MAIL_FROM", "cita+bookings@example.cat"),
        ("GRAPH_URL", "http://graph.microsoft.com/v1.0"),
        ("ENTRA_AUTHORITY", "login.microsoftonline.com"),
        ("OUTLOOK_BUSY", "maybe"),
        ("OFFICE_TIMEZONE", "../etc/passwd"),
        ("PORT", "0"),
        ("PORT", "-1"),
        ("PROXY_HOPS", "one"),
        ("HOLD_MINUTES", "0"),
        ("HOLD_LIMIT_MINUTES", "1.5"),
        ("ENTRA_SECRET_EXPIRES", "31/12/2027"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(name, value):
    (mistake,) = mistakes_with(**{name: value})

    assert mistake.startswith(f"{name}: ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "a-short-secret"),
        ("DATABASE_URL", "mysql://cita:a-secret@db/videocita"),
        ("MAIL_URL", "imap://cita:a-secret@mail.example.cat"),
    ],
)
def test_a_secret_that_cannot_be_used_is_not_repeated(name, value):
    assert "a-s" not in mistakes_with(**{name: value})[0]


def test_either_a_secret_or_a_certificate_proves_who_we_are(tmp_path):
    pem = tmp_path / "certificate.pem"
    pem.touch()

    assert settings_with(ENTRA_CLIENT_SECRET=None, ENTRA_CLIENT_CERTIFICATE=str(pem)).entra_client_secret is None
    assert "exactly one of the two" in mistakes_with(ENTRA_CLIENT_CERTIFICATE=str(pem))[0]
    assert "exactly one of the two" in mistakes_with(ENTRA_CLIENT_SECRET=None)[0]


def test_a_certificate_that_is_not_there_is_a_mistake(tmp_path):
    (mistake,) = mistakes_with(ENTRA_CLIENT_SECRET=None, ENTRA_CLIENT_CERTIFICATE=str(tmp_path / "none.pem"))

    assert mistake == "ENTRA_CLIENT_CERTIFICATE: there is no file at that path"


def test_secrets_are_not_shown():
    shown = repr(
        settings_with(
            DATABASE_URL="postgresql://cita:database-password@db/videocita",
            METRICS_TOKEN="metrics-token",
            STORAGE_SECRET_KEY="storage-secret",
        )
    )

    assert "https://cita.example.cat" in shown
    for secret in (
        COMPLETE["SECRET_KEY"],
        "entra-secret",
        "mail-password",
        "database-password",
        "metrics-token",
        "storage-secret",
    ):
        assert secret not in shown


def test_what_is_not_said_has_a_careful_default():
    settings = settings_with()

    assert settings.environment == "production"
    assert (settings.graph_url, settings.entra_authority) == (MICROSOFT_GRAPH, MICROSOFT_AUTHORITY)
    assert settings.graph_mailbox == "cita@example.cat"
    assert settings.office_timezone == ZoneInfo("Europe/Madrid")
    assert (settings.proxy_hops, settings.hsts, settings.metrics_token) == (0, False, None)
    assert (settings.hold_time, settings.hold_limit) == (timedelta(minutes=10), timedelta(hours=1))
    assert (settings.retry_first, settings.longest_try) == (timedelta(seconds=5), timedelta(minutes=5))
    assert settings.entra_secret_expires is None
    assert settings.clamav_url is None


@pytest.mark.parametrize(
    "mail_url",
    [
        "smtp://mail.example.cat",
        "smtp://cita:secret@mail.example.cat:587?starttls=1",
        "smtps://cita:secret@mail.example.cat",
        "graph:",
        "file:outbox",
    ],
)
def test_letters_leave_by_a_mail_server_by_graph_or_into_a_folder(mail_url):
    assert settings_with(MAIL_URL=mail_url).mail_url == mail_url


def test_a_bucket_that_cannot_be_reached_as_it_is_written_stops_the_start():
    settings = settings_with(STORAGE_URL="s3://papers?endpoint=https://s3.example.cat&region=x", CLAMAV_URL="tcp://")

    with pytest.raises(SettingsError) as caught:
        Papers.of(settings)

    assert [mistake.partition(":")[0] for mistake in caught.value.mistakes] == ["STORAGE_URL", "CLAMAV_URL"]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_name_of_postgresql_leads_to_the_driver_that_is_installed(scheme):
    settings = settings_with(DATABASE_URL=f"{scheme}://cita:a:b@db:5432/videocita?sslmode=require")

    assert settings.database_url == "postgresql+psycopg://cita:a:b@db:5432/videocita?sslmode=require"


def test_an_sqlite_file_stays_as_it_is_named():
    assert settings_with().database_url == COMPLETE["DATABASE_URL"]


def test_the_address_of_the_site_has_no_slash_at_its_end():
    assert settings_with(PUBLIC_URL="https://cita.example.cat/").public_url == "https://cita.example.cat"


@pytest.mark.parametrize(("url", "secure"), [("https://cita.example.cat", True), ("http://localhost:8000", False)])
def test_cookies_are_for_https_only_when_the_site_is(url, secure):
    assert settings_with(PUBLIC_URL=url).secure_cookies is secure


@pytest.mark.parametrize(("value", "meaning"), [("1", True), ("Yes", True), ("off", False), ("FALSE", False)])
def test_a_switch_understands_the_usual_words(value, meaning):
    assert settings_with(OUTLOOK_BUSY=value).outlook_busy is meaning


def test_the_end_of_the_secret_can_be_noted():
    assert settings_with(ENTRA_SECRET_EXPIRES="2027-12-31").entra_secret_expires == date(2027, 12, 31)


def test_microsoft_tells_only_who_has_https():
    assert settings_with(GRAPH_NOTIFICATIONS="1").graph_notifications
    assert not settings_with().graph_notifications

    [mistake] = mistakes_with(GRAPH_NOTIFICATIONS="1", PUBLIC_URL="http://cita.example.cat")

    assert mistake.startswith("GRAPH_NOTIFICATIONS: ")
