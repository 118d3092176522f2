"""Staff come in with their account of Microsoft, and end up where they were going."""

from dataclasses import replace
from urllib.parse import urlencode

import pytest
from flask import Response

from access import for_roles
from app import create_app
from booking.models import Office, Technician
from database import db, writing
from staff.models import AuditEntry, StaffMember, StaffSession
from staff.pages.guard import COOKIE, give_cookie
from tests.staff.way_in import BACK, Person
from tests.teams.people import pick
from tests.teams.standin import CLARA, DIDAC, MARTI, SERVICE_MAILBOX


def members():
    return db.session.scalars(db.select(StaffMember).order_by(StaffMember.id)).all()


def technician():
    return db.session.scalars(db.select(Technician)).one()


@pytest.fixture
def clara_is_known(world):
    """Of the office's technician we know the mailbox."""
    with writing() as session:
        session.scalars(db.select(Technician)).one().email = "Clara.Soler@tecnics.example"


def test_a_technician_signs_in_and_sees_who_they_are(world, person):
    page = person().sign_in(CLARA)

    assert page.h1 == "El teu compte"
    assert "Clara Soler" in page.text
    assert "personal tècnic" in page.text


def test_a_technician_is_recognised_by_the_mailbox_once_and_by_their_id_from_then_on(clara_is_known, world, person):
    person().sign_in(CLARA)

    (clara,) = members()
    assert (clara.technician_id, clara.office_id) == (technician().id, world.office_id)
    assert technician().entra_oid == clara.entra_oid
    assert [entry.action for entry in db.session.scalars(db.select(AuditEntry))].count("technician_recognised") == 1


def test_an_address_that_belongs_to_a_known_technician_makes_nobody_else_that_technician(clara_is_known, person):
    with writing() as session:
        session.scalars(db.select(Technician)).one().entra_oid = "somebody else"

    person().sign_in(CLARA)

    assert members()[0].technician_id is None


def test_where_there_is_one_office_everybody_works_for_it(world, person):
    person().sign_in(DIDAC)

    assert members()[0].office_id == world.office_id


def test_where_there_are_two_nobody_is_guessed_into_one(world, person):
    with writing() as session:
        first = session.get(Office, world.office_id)
        columns = [column.name for column in Office.__table__.columns if column.name not in ("id", "slug")]
        session.add(Office(slug="other", **{name: getattr(first, name) for name in columns}))

    person().sign_in(DIDAC)

    assert members()[0].office_id is None


def test_one_comes_back_to_where_one_was_going(app, world, person):
    @app.get("/a-page/<day>")
    @for_roles("technician")
    def page_of(day):
        return f'<!doctype html><html lang="ca"><title>{day}</title><h1>{day}</h1></html>'

    clara = person()
    clara.get("/a-page/2026-11-24?vista=setmana")

    page = clara.get(clara.answer_of(CLARA, clara.page.url.removeprefix("http://localhost")))

    assert page.h1 == "2026-11-24"
    assert page.url.endswith("/a-page/2026-11-24?vista=setmana")


@pytest.mark.parametrize(
    "aim",
    [
        "https://attacker.test/",
        "//attacker.test/",
        "/\\attacker.test/",
        "\\\\attacker.test",
        "/\t/attacker.test/",
        "/%09/attacker.test\n",
        "javascript:alert(1)",
        "attacker.test",
        "/" + "a" * 2000,
        "/agenda\r\nSet-Cookie: videocita-staff=x",
        "",
    ],
)
def test_nobody_is_led_to_another_site_after_signing_in(world, person, aim):
    clara = person()
    clara.get("/entra", query_string={"next": aim})
    assert "next" not in clara.page.form("/entra").fields

    page = clara.get(clara.answer_of(CLARA, clara.page.url.removeprefix("http://localhost")))

    assert page.url == person().sign_in(CLARA, "/entra").url


def test_a_forged_form_leads_nowhere_else_either(world, person):
    clara = person()
    clara.get("/entra")
    away = clara.submit(form="/entra", forged={"next": "https://attacker.test/"}).location

    page = clara.get(f"{BACK}?{urlencode(pick(away, CLARA))}")

    assert page.url == person().sign_in(CLARA, "/entra").url


def test_the_language_one_began_in_is_the_one_one_comes_back_to(world, app):
    clara = Person(app, language="en")

    page = clara.sign_in(CLARA, "/entra?next=/en/compte")

    assert (page.url, page.language) == ("http://localhost/en/compte", "en")


def test_whoever_is_signed_in_goes_straight_on(world, person):
    clara = person()
    clara.sign_in(CLARA)

    assert clara.get("/entra?next=/compte").h1 == "El teu compte"
    assert clara.get("/surt").h1 == "El teu compte"


def test_the_way_back_opened_twice_does_no_harm(world, person):
    clara = person()
    answer = clara.answer_of(CLARA)
    first = clara.get(answer)

    assert clara.get(answer).status_code == first.status_code == 200
    assert len(db.session.scalars(db.select(StaffSession)).all()) == 1


@pytest.fixture
def other_process(settings):
    """The same site once more, with nothing of its own but the settings."""
    site = create_app(settings)
    yield site
    with site.app_context():
        db.session.remove()
        db.engine.dispose()


def test_a_sign_in_begun_in_one_process_ends_in_another(world, person, other_process):
    here = person()
    answer = here.answer_of(CLARA)
    there = Person(other_process)
    there.client.set_cookie("session", here.client.get_cookie("session").value)

    assert there.get(answer).h1 == "El teu compte"


def test_one_is_told_when_one_was_here_before(world, person):
    clara = person()
    clara.sign_in(CLARA)
    assert "És la primera vegada que entres." in clara.page.text

    page = person().sign_in(CLARA)

    assert "Havies entrat per última vegada:" in page.text


def test_nobody_gets_into_a_session_that_was_there_before_signing_in(world, person):
    clara = person()
    clara.client.set_cookie(COOKIE, "chosen by somebody else")
    clara.sign_in(CLARA)
    first = clara.client.get_cookie(COOKIE).value
    assert first != "chosen by somebody else"

    with_the_old_cookie = person()
    answer = with_the_old_cookie.answer_of(CLARA)
    with_the_old_cookie.client.set_cookie(COOKIE, first)
    with_the_old_cookie.get(answer)

    assert with_the_old_cookie.client.get_cookie(COOKIE).value != first
    open_ones = db.session.scalars(db.select(StaffSession).where(StaffSession.revoked_at.is_(None))).all()
    assert len(open_ones) == 1


def test_the_token_of_forms_from_before_signing_in_is_worth_nothing_after(world, person):
    clara = person()
    clara.get("/entra")
    before = clara.page.form(button="Entra amb Microsoft").fields["csrf_token"].sent[0]
    clara.sign_in(CLARA)

    assert clara.post("/surt/arreu", {"csrf_token": before}).status_code == 400


def test_the_cookie_is_for_this_site_alone_and_no_script_reads_it(world, person):
    clara = person()
    answer = clara.client.get(clara.answer_of(CLARA))

    (cookie,) = (line for line in answer.headers.getlist("Set-Cookie") if line.startswith(COOKIE))
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Expires" not in cookie
    token = clara.client.get_cookie(COOKIE).value
    assert token not in {row.token_hash for row in db.session.scalars(db.select(StaffSession))}


def test_over_https_no_other_host_can_set_it(settings):
    site = create_app(replace(settings, public_url="https://cita.example.cat"))
    with site.test_request_context("/"):
        response = Response()
        give_cookie(response, "token")

    (cookie,) = response.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-videocita-staff=token; Secure;")


@pytest.mark.parametrize("account", [CLARA, MARTI, DIDAC])
def test_everybody_of_the_demonstration_can_sign_in(world, person, account):
    assert person().sign_in(account).h1 == "El teu compte"


def test_somebody_without_a_role_is_told_so_and_leaves_no_trace(world, person):
    page = person().sign_in(SERVICE_MAILBOX)

    assert page.status_code == 403
    assert page.h1 == "Aquest compte no té accés"
    assert "not_staff" in page.text
    assert members() == []


def test_whoever_cancels_at_microsofts_page_can_try_again(world, person):
    clara = person()
    page = clara.sign_in("")

    assert (page.status_code, page.h1) == (403, "No has entrat")
    assert page.form(button="Torna-ho a provar")


def test_sign_ins_and_refusals_are_in_the_log_without_anybody_in_it(world, person, standin, capsys):
    person().sign_in(CLARA)
    standin.faults("id_expired", times=1)
    person().sign_in(CLARA)

    log = capsys.readouterr().err
    assert '"staff signed in", "member_id"' in log
    assert '"staff sign-in refused", "outcome": "expired"' in log
    assert "clara" not in log.lower()
