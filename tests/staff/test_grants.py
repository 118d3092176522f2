"""Roles given here, by the command line: for the first administrator, and where app roles are not at hand."""

from datetime import UTC, datetime

import pytest

from booking.models import Office, Technician
from database import db, writing
from staff.grant_role import grant_role
from staff.models import AuditEntry, StaffGrant, StaffMember
from tests.teams.standin import CLARA, SERVICE_MAILBOX

NEWCOMER = SERVICE_MAILBOX
"""Somebody to whom Entra gives no role."""


@pytest.fixture
def run(app):
    """`flask staff …`: exit code and words."""

    def run(*arguments):
        result = app.test_cli_runner().invoke(args=["staff", *arguments])
        db.session.rollback()
        return result.exit_code, result.output

    return run


def actions():
    return [entry.action for entry in db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id))]


def test_the_first_administrator_is_made_on_the_command_line(world, person, run):
    code, words = run("grant", NEWCOMER.upper(), "administrator")
    assert (code, words) == (0, f"{NEWCOMER} is administrator from now on\n")

    page = person().sign_in(NEWCOMER)

    assert page.h1 == "El teu compte"
    assert "administració" in page.text


def test_a_role_given_here_comes_on_top_of_those_of_entra_at_once(world, person, run):
    clara = person()
    clara.sign_in(CLARA)

    run("grant", CLARA, "coordinator")

    assert "personal tècnic, coordinació" in clara.get("/compte").text


def test_a_role_taken_back_here_ends_at_once(world, person, run):
    run("grant", NEWCOMER, "viewer")
    somebody = person()
    somebody.sign_in(NEWCOMER)

    assert run("revoke", NEWCOMER, "viewer")[0] == 0

    assert somebody.get("/compte").h1 == "Entrada del personal"
    assert person().sign_in(NEWCOMER).status_code == 403
    assert actions() == ["role_granted", "role_revoked"]


def test_a_role_belongs_to_the_person_who_took_it_up_and_not_to_the_address(world, person, run):
    run("grant", CLARA, "administrator")
    person().sign_in(CLARA)
    with writing() as session:
        session.scalars(db.select(StaffMember)).one().entra_oid = "the Clara who had this address before"

    page = person().sign_in(CLARA)

    assert "administració" not in page.text
    assert grant_role(CLARA, "administrator", datetime.now(UTC))


def test_giving_a_role_twice_gives_it_once(app, run):
    run("grant", CLARA, "viewer")

    assert run("grant", CLARA, "viewer") == (0, f"{CLARA} was viewer already\n")
    assert len(db.session.scalars(db.select(StaffGrant)).all()) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("grant", "Clara", "viewer"), "is not a mail address"),
        (("grant", "a b@example.org", "viewer"), "is not a mail address"),
        (("grant", CLARA, "boss"), "technician"),
        (("revoke", CLARA, "viewer"), f"{CLARA} was not given the role viewer here"),
        (("disable", CLARA), f"{CLARA} has never signed in"),
        (("enable", CLARA), f"{CLARA} has never signed in"),
        (("office", CLARA, "demo"), f"{CLARA} has never signed in"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_stored(world, run, arguments, words):
    code, output = run(*arguments)

    assert code != 0
    assert words in output
    assert actions() == []


def test_somebody_who_leaves_is_signed_out_and_may_come_back(world, person, run):
    clara = person()
    clara.sign_in(CLARA)

    assert run("disable", CLARA) == (0, f"{CLARA} is not let in any more; signed out in 1 browsers\n")
    assert clara.get("/compte").h1 == "Entrada del personal"
    assert f"{CLARA}: technician; access ended" in run("list")[1]

    assert run("enable", CLARA)[0] == 0
    assert person().sign_in(CLARA).h1 == "El teu compte"


def test_a_technician_who_leaves_takes_no_calls_and_gets_their_hours_back(world, person, run):
    with writing() as session:
        session.scalars(db.select(Technician)).one().email = CLARA
    person().sign_in(CLARA)

    assert run("disable", CLARA)[1].splitlines()[1] == (
        "their hours are not offered any more; 0 calls wait at /coordinacio/pendents for others"
    )
    assert db.session.scalars(db.select(Technician.left_at)).one() is not None
    assert "not offered" not in run("disable", CLARA)[1]

    run("enable", CLARA)
    assert db.session.scalars(db.select(Technician.left_at)).one() is None


def test_the_list_says_who_has_which_role_and_who_has_not_come_yet(world, person, run):
    run("grant", CLARA, "viewer")
    person().sign_in(CLARA)
    run("grant", NEWCOMER, "administrator")

    lines = run("list")[1].splitlines()

    assert lines[0].startswith(f"{CLARA}: technician, viewer; last signed in ")
    assert lines[1] == f"{NEWCOMER}: administrator; has not signed in yet"


def test_with_several_offices_it_is_said_for_which_one_somebody_works(world, person, run):
    with writing() as session:
        first = session.get(Office, world.office_id)
        columns = [column.name for column in Office.__table__.columns if column.name not in ("id", "slug")]
        session.add(Office(slug="altra", **{name: getattr(first, name) for name in columns}))
    person().sign_in(CLARA)
    assert run("office", CLARA, "cap")[1] == "Error: There is no office 'cap'\n"

    assert run("office", CLARA, "altra")[0] == 0

    (clara,) = db.session.scalars(db.select(StaffMember))
    assert clara.office_id != world.office_id
    (entry,) = db.session.scalars(db.select(AuditEntry).where(AuditEntry.action == "office_assigned"))
    assert (entry.before, entry.after) == ({"office_id": None}, {"office_id": clara.office_id})
    assert (entry.subject_kind, entry.subject_id, entry.member_id) == ("staff_member", str(clara.id), None)
