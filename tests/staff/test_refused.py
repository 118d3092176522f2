"""What must sign nobody in: each with the right status, plain words, and no session."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import time_machine

from database import db
from staff.models import StaffMember, StaffSession
from tests.staff.way_in import BACK
from tests.teams.standin import CLARA, DIDAC

UNPROVEN = "No hem pogut comprovar qui ets"


def nobody_came_in():
    return (
        not db.session.scalars(db.select(StaffSession)).all() and not db.session.scalars(db.select(StaffMember)).all()
    )


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("id_expired", "expired"),
        ("id_too_early", "not_yet_valid"),
        ("id_other_nonce", "nonce"),
        ("id_other_tenant", "wrong_tenant"),
        ("id_other_issuer", "wrong_issuer"),
        ("id_other_application", "wrong_audience"),
        ("id_wrong_signature", "bad_signature"),
        ("id_unknown_key", "unknown_key"),
        ("id_unsigned", "unknown_key"),
    ],
)
def test_an_id_token_that_is_not_good(world, person, standin, fault, code):
    standin.faults(fault)

    page = person().sign_in(CLARA)

    assert (page.status_code, page.h1) == (400, UNPROVEN)
    assert code in page.texts("code")
    assert nobody_came_in()


def test_a_key_that_entra_has_just_begun_to_use_is_good(world, person, standin):
    person().sign_in(CLARA)
    standin.faults("id_new_key")

    assert person().sign_in(CLARA).h1 == "El teu compte"


def forged_state(answer):
    return {**answer, "state": "forged"}


def no_state(answer):
    return {"code": answer["code"]}


def nothing(answer):
    return {}


@pytest.mark.parametrize("forge", [forged_state, no_state, nothing])
def test_an_answer_that_this_browser_did_not_ask_for(world, person, forge):
    clara = person()
    answer = dict(parse_qsl(urlsplit(clara.answer_of(CLARA)).query))

    page = clara.get(f"{BACK}?{urlencode(forge(answer))}")

    assert (page.status_code, page.h1) == (400, UNPROVEN)
    assert "state_mismatch" in page.texts("code")
    assert nobody_came_in()


def test_an_answer_for_another_browser_signs_nobody_into_somebody_elses_account(world, person):
    attacker, victim = person(), person()
    answer = attacker.answer_of(DIDAC)
    victim.answer_of(CLARA)

    assert victim.get(answer).status_code == 400
    assert nobody_came_in()


def test_an_answer_that_was_used_already(world, person):
    clara, thief = person(), person()
    begun = clara.answer_of(CLARA)
    thief.client.set_cookie("session", clara.client.get_cookie("session").value)
    clara.get(begun)

    page = thief.get(begun)

    assert (page.status_code, page.h1) == (400, UNPROVEN)
    assert "replayed" in page.texts("code")


def test_an_answer_that_was_refused_cannot_be_tried_again(world, person, standin):
    standin.faults("id_expired", times=1)
    clara = person()
    answer = clara.answer_of(CLARA)
    clara.get(answer)

    assert "state_mismatch" in clara.get(answer).texts("code")


def test_a_sign_in_that_took_too_long(world, person):
    clara = person()
    answer = clara.answer_of(CLARA)

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=16)):
        page = clara.get(answer)

    assert "timed_out" in page.texts("code")
    assert nobody_came_in()


def test_when_microsoft_does_not_answer_it_is_nobodys_fault_and_one_can_try_again(world, person, standin):
    standin.faults("503", calls="GET /v2.0/.well-known/openid-configuration")
    clara = person()
    clara.get("/entra?next=/compte")

    page = clara.submit(form="/entra")
    assert (page.status_code, page.h1) == (503, "Ara no es pot entrar")
    assert page.headers["Retry-After"]

    standin.clear_faults()
    assert clara.submit(form="/entra").location.startswith(standin.url)


def test_roles_of_other_applications_are_none_of_ours(world, person, standin):
    standin.faults("id_no_roles")

    assert person().sign_in(CLARA).h1 == "Aquest compte no té accés"
    assert nobody_came_in()


def test_garbage_in_every_part_of_the_answer_is_refused_and_no_more(world, person):
    for query in ("state=%FF%FE&code=%00", "error=access_denied", "state=" + "x" * 5000, "code[]=1&state[]=2"):
        assert person().get(f"{BACK}?{query}").status_code == 400
