"""Sessions end by time, by the person, by the administrator; at once, and in every browser that is meant."""

from datetime import UTC, datetime, timedelta

import pytest

from access import for_roles
from database import db, writing
from staff.end_access import end_access, restore_access
from staff.models import AuditEntry, StaffMember, StaffSession
from staff.pages.guard import COOKIE
from tests.support.queries import counted
from tests.support.staff import browser_with, member, session_of, signed_in
from tests.teams.standin import CLARA, DIDAC

ACCOUNT, ENTER = "El teu compte", "Entrada del personal"


def minutes_ago(number):
    return datetime.now(UTC) - timedelta(minutes=number)


def seen_at(when):
    with writing() as session:
        session.execute(db.update(StaffSession).values(last_seen_at=when))


def last_seen():
    db.session.rollback()
    return db.session.scalars(db.select(StaffSession.last_seen_at)).one()


@pytest.mark.parametrize(("minutes", "page"), [(59, ACCOUNT), (60, ENTER)])
def test_a_session_that_nobody_uses_ends_after_an_hour(app, world, minutes, page):
    somebody = browser_with(app, session_of(member("viewer"), minutes_ago(minutes)))

    assert somebody.get("/compte").h1 == page


@pytest.mark.parametrize(("minutes", "page"), [(479, ACCOUNT), (480, ENTER)])
def test_a_session_ends_after_eight_hours_however_busy(app, world, minutes, page):
    somebody = browser_with(app, session_of(member("viewer"), minutes_ago(minutes)))
    seen_at(minutes_ago(2))

    assert somebody.get("/compte").h1 == page


def test_using_it_keeps_it_open_and_is_noted_once_a_minute(app, world):
    somebody = browser_with(app, session_of(member("viewer"), minutes_ago(50)))

    somebody.get("/compte")
    noted = last_seen()
    somebody.get("/compte")

    assert minutes_ago(1) < noted == last_seen()


def test_what_a_script_asks_by_itself_does_not_keep_it_open(app, world):
    app.add_url_rule("/news", "news", for_roles("viewer", counts_as_activity=False)(lambda: {"news": 0}))
    somebody = browser_with(app, session_of(member("viewer"), minutes_ago(50)))

    assert somebody.get("/news").status_code == 200
    assert last_seen() < minutes_ago(49)


def test_seeing_who_asks_costs_one_query(app, world):
    somebody = signed_in(app, "viewer", "technician")
    app.add_url_rule("/nothing", "nothing", for_roles("viewer")(lambda: {"news": 0}))

    with counted(db.engine) as queries:
        somebody.get("/nothing")

    assert len(queries) == 1


def test_pages_for_everybody_ask_nothing_about_staff(app, world):
    somebody = signed_in(app, "viewer")
    somebody.get("/ajuda/videotrucada")

    with counted(db.engine) as queries:
        somebody.get("/ajuda/videotrucada")

    assert len(queries) == 0


def test_signing_out_ends_the_session_here_and_leaves_the_others(world, person):
    here, there = person(), person()
    token = (here.sign_in(CLARA), here.client.get_cookie(COOKIE).value)[1]
    there.sign_in(CLARA)

    page = here.submit(button="Surt")

    assert page.h1 == "Has sortit"
    assert here.client.get_cookie(COOKIE) is None
    here.client.set_cookie(COOKIE, token)
    assert here.get("/compte").h1 == ENTER
    assert there.get("/compte").h1 == ACCOUNT


def test_signing_out_everywhere_ends_all_sessions_of_the_person_and_nobody_elses(world, person):
    at_home, at_work, colleague = person(), person(), person()
    for browser, account in ((at_home, CLARA), (at_work, CLARA), (colleague, DIDAC)):
        browser.sign_in(account)
    page = at_work.get("/compte")
    assert len(page.query("main ul li")) == 2

    assert at_work.submit(button="Surt de tots els navegadors").h1 == "Has sortit"

    assert at_home.get("/compte").h1 == ENTER
    assert at_work.get("/compte").h1 == ENTER
    assert colleague.get("/compte").h1 == ACCOUNT


def test_on_a_shared_computer_one_can_sign_out_of_microsoft_too(world, person, standin):
    clara = person()
    clara.sign_in(CLARA)
    clara.submit(button="Surt")

    away = clara.follow("Surt també de Microsoft").location

    assert away.startswith(f"{standin.url}/")
    assert away.endswith("post_logout_redirect_uri=http%3A%2F%2Flocalhost%2Fsurt")


def test_when_microsoft_does_not_answer_one_is_told_that_one_is_not_out_there(world, person, standin):
    standin.faults("503", calls="GET /v2.0/.well-known/openid-configuration")

    assert "Encara no has sortit de Microsoft" in person().get("/surt/microsoft").text


def test_whoever_leaves_is_out_at_once_and_does_not_come_in_again(world, person):
    clara = person()
    clara.sign_in(CLARA)

    assert end_access(CLARA, datetime.now(UTC)) == 1

    assert clara.get("/compte").h1 == ENTER
    page = person().sign_in(CLARA)
    assert (page.status_code, page.h1) == (403, "Aquest compte ja no té accés")
    restore_access(CLARA, datetime.now(UTC))
    assert person().sign_in(CLARA).h1 == ACCOUNT
    actions = [entry.action for entry in db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id))]
    assert actions == ["roles_changed_in_entra", "access_ended", "access_restored"]


def test_a_disabled_person_is_out_even_if_a_session_was_left_open(app, world):
    id_ = member("coordinator")
    somebody = browser_with(app, session_of(id_))
    with writing() as session:
        session.get(StaffMember, id_).disabled_at = datetime.now(UTC)

    assert somebody.get("/compte").h1 == ENTER


def test_a_role_that_entra_took_back_ends_with_the_next_sign_in_in_all_browsers(world, person, standin):
    earlier, later = person(), person()
    earlier.sign_in(CLARA)
    standin.faults("id_no_roles")
    assert earlier.get("/compte").h1 == ACCOUNT

    page = later.sign_in(CLARA)

    assert (page.status_code, page.h1) == (403, "Aquest compte no té accés")
    assert earlier.get("/compte").h1 == ENTER


def test_a_form_sent_after_the_end_says_that_nothing_was_kept_and_leads_back(app, world):
    somebody = browser_with(app, session_of(member("viewer")))
    somebody.get("/compte")
    with writing() as session:
        session.execute(db.update(StaffSession).values(revoked_at=datetime.now(UTC)))

    page = somebody.submit(button="Surt de tots els navegadors")

    assert (page.status_code, page.h1) == (403, "La sessió s'ha acabat")
    assert page.link("Torna a entrar").href == "/entra?next=/compte"


def test_somebody_with_another_role_is_told_that_the_page_is_not_for_them(app, world):
    app.add_url_rule("/coordinacio/pendents", "pending", for_roles("coordinator")(lambda: ""))

    page = signed_in(app, "technician").get("/coordinacio/pendents")

    assert (page.status_code, page.h1) == (403, "No pots veure aquesta pàgina")


def test_sessions_that_ended_long_ago_are_forgotten(app, world):
    id_ = member("viewer")
    session_of(id_, datetime.now(UTC) - timedelta(days=91))
    session_of(id_, datetime.now(UTC) - timedelta(days=89))

    session_of(id_)

    assert len(db.session.scalars(db.select(StaffSession)).all()) == 2
