"""The page during the call: notes and checklist, saved by whichever button is pressed."""

import pytest
from sqlalchemy import select

from booking.models import Call, CallNote
from cases.models import Case
from database import db
from staff.models import AuditEntry
from tests.booking.agenda.in_call import BLOCK, boxes, by_script, end
from tests.support.world import at

pytestmark = pytest.mark.usefixtures("in_the_call")


def stored():
    db.session.rollback()
    return {note.block: (note.text, note.version) for note in db.session.scalars(select(CallNote))}


def save(browser, text):
    return browser.submit(button="Desa què ha passat", what_happened_text=text)


def test_a_block_is_saved_by_its_button_and_says_when_and_by_whom(desk, page_url):
    desk.clara.get(page_url)

    page = save(desk.clara, "Li van cobrar dues factures.\nEl 3 i el 5.")

    assert page.url.endswith("/trucada")
    assert "Desat 15:42 · Clara" in page.text
    assert stored() == {BLOCK: ("Li van cobrar dues factures.\nEl 3 i el 5.", 1)}
    assert boxes(page)[0][:1] == ["Li van cobrar dues factures.\nEl 3 i el 5."]


def test_the_page_has_the_three_blocks(desk, page_url):
    page = desk.clara.get(page_url)

    assert page.h1 == "15:30 · Aina Roca"
    assert page.texts(".note-block label") == ["Què ha passat", "Què demana", "Què ha fet l'empresa"]


def test_a_script_saves_as_one_types_and_is_told_when(desk, page_url, note_url):
    first = by_script(desk.clara, page_url, note_url, "Li van", 0)
    second = by_script(desk.clara, page_url, note_url, "Li van cobrar", 1)

    assert first == (200, {"version": 1, "message": "Desat 15:42"})
    assert second == (200, {"version": 2, "message": "Desat 15:42"})
    assert stored() == {BLOCK: ("Li van cobrar", 2)}


def test_the_same_text_again_changes_nothing(desk, page_url, note_url):
    by_script(desk.clara, page_url, note_url, "Una factura", 0)
    again = by_script(desk.clara, page_url, note_url, "Una factura", 0)

    assert again == (200, {"version": 1, "message": "Desat 15:42"})


def test_two_people_in_one_block_lose_neither_text(desk, colleague, page_url):
    desk.clara.get(page_url)
    colleague.get(page_url)
    save(colleague, "El que escriu en Martí")

    page = save(desk.clara, "El que escriu la Clara")

    assert page.status_code == 409
    assert page.errors == ["Martí hi ha desat una altra cosa. El teu text encara no està desat."]
    assert "El text que hi ha desat Martí a les 15:42: El que escriu en Martí" in page.text
    assert boxes(page)[0][:1] == ["El que escriu la Clara"]
    assert stored() == {BLOCK: ("El que escriu en Martí", 1)}

    page = save(desk.clara, "El que escriuen tots dos")

    assert page.status_code == 200
    assert stored() == {BLOCK: ("El que escriuen tots dos", 2)}


def test_two_tabs_of_one_person_are_two_people_too(desk, page_url, note_url):
    by_script(desk.clara, page_url, note_url, "La primera pestanya", 0)

    status, said = by_script(desk.clara, page_url, note_url, "La segona pestanya", 0)

    assert status == 409
    assert said["theirs"] == "La primera pestanya"
    assert said["version"] == 1
    assert stored() == {BLOCK: ("La primera pestanya", 1)}


def test_the_other_blocks_are_not_touched(desk, page_url, note_url):
    by_script(desk.clara, page_url, note_url, "Què", 0)
    by_script(desk.clara, page_url, note_url.replace(BLOCK, "what_they_ask"), "Que li tornin els diners", 0)

    assert set(stored()) == {BLOCK, "what_they_ask"}


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "1.0", "²"])
def test_a_version_that_is_none_overwrites_nothing(desk, page_url, note_url, version):
    by_script(desk.clara, page_url, note_url, "El primer", 0)

    assert by_script(desk.clara, page_url, note_url, "El segon", version)[0] == 409


def test_a_note_without_end_is_refused_and_stays_on_the_page(desk, page_url, note_url):
    desk.clara.get(page_url)
    page = save(desk.clara, "x" * 8_001)

    assert page.status_code == 422
    assert page.errors == ["La nota és massa llarga: escriu-la en 8.000 caràcters o menys"]
    assert boxes(page)[0][:1] == ["x" * 8_001]
    assert stored() == {}
    assert by_script(desk.clara, page_url, note_url, "x" * 8_001, 0)[1] == {"message": page.errors[0]}


def test_there_is_no_fourth_block(desk, page_url):
    token = desk.clara.get(page_url).forms[0].fields["csrf_token"].sent[0]

    page = desk.clara.post(f"/cites/{desk.aina}/notes/secret", {"csrf_token": token, "text": "x", "version": "0"})

    assert page.status_code == 404


def test_a_sitting_at_one_block_is_one_line_of_the_record(desk, page_url, note_url, clock):
    for number in range(3):
        by_script(desk.clara, page_url, note_url, f"text {number}", number)
    clock.move_to(at(24, "15:59"))
    by_script(desk.clara, page_url, note_url, "text 4", 3)

    db.session.rollback()
    lines = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "notes_written")).all()
    assert [(line.member_id, line.before) for line in lines] == [
        (desk.clara_id, {"block": BLOCK, "version": 0}),
        (desk.clara_id, {"block": BLOCK, "version": 3}),
    ]


TYPED = {"what_happened_text": "Li van cobrar dues factures", "what_they_ask_text": "Que li tornin els diners"}


@pytest.mark.parametrize(
    "button", ["Desa què ha passat", "Desa què demana", "Desa què ha fet l'empresa", "Desa la llista"]
)
def test_what_is_typed_in_other_boxes_is_saved_with_each_of_them(desk, page_url, button):
    desk.clara.get(page_url)

    page = desk.clara.submit(button=button, checked=["papers"], **TYPED)

    assert boxes(page)[0] == [*TYPED.values(), ""]
    assert [version for _, version in stored().values()] == [1, 1]
    assert checked() == ["papers"]


def test_what_is_in_the_boxes_at_the_end_is_in_the_case(desk, page_url):
    end(desk.clara, page_url, "attended", checked=["identity"], **TYPED)

    db.session.rollback()
    case = db.session.scalars(select(Case)).one()
    assert case.facts.endswith("\n\nLi van cobrar dues factures")
    assert case.request == "Que li tornin els diners"
    assert checked() == ["identity"]


def test_an_end_too_early_leaves_everything_in_its_box(desk, page_url, clock):
    clock.move_to(at(24, "15:29"))

    page = end(desk.clara, page_url, "consumer_absent", checked=["papers"], **TYPED)

    assert page.status_code == 409
    assert boxes(page) == ([*TYPED.values(), ""], ["Encara no està desat", "Encara no està desat", ""])
    assert page.form(button="Acaba").fields["checked"].sent == ["papers"]
    assert page.form(button="Acaba").fields["outcome"].sent == ["consumer_absent"]
    assert stored() == {}

    clock.move_to(at(24, "15:30"))
    assert desk.clara.submit(button="Acaba").url.endswith("/agenda")
    assert set(stored()) == {"what_happened", "what_they_ask"}


def test_an_end_without_saying_how_leaves_everything_in_its_box(desk, page_url):
    desk.clara.get(page_url)

    page = desk.clara.submit(button="Acaba", **TYPED)

    assert page.status_code == 422
    assert boxes(page)[0] == [*TYPED.values(), ""]


@pytest.mark.parametrize(("text", "status"), [("x" * 8_001, 422), ("El que escriu la Clara", 409)])
def test_an_end_that_is_chosen_already_stays_so_when_a_note_is_refused(desk, colleague, page_url, text, status):
    desk.clara.get(page_url)
    colleague.get(page_url)
    save(colleague, "El que escriu en Martí")

    chosen = {"outcome": "consumer_absent", "next_step": "new_call"}
    page = desk.clara.submit(button="Desa què ha passat", what_happened_text=text, **chosen)

    assert page.status_code == status
    assert {name: page.form(button="Acaba").fields[name].sent for name in chosen} == {
        name: [value] for name, value in chosen.items()
    }


def test_a_note_without_end_does_not_end_the_call(desk, page_url):
    page = end(desk.clara, page_url, "attended", what_happened_text="x" * 8_001, what_they_ask_text="Els diners")

    assert page.status_code == 422
    assert page.errors == ["La nota és massa llarga: escriu-la en 8.000 caràcters o menys"]
    assert boxes(page)[0] == ["x" * 8_001, "Els diners", ""]
    assert db.session.scalars(select(Call)).all() == []


@pytest.mark.parametrize("said", ["attended", None])
def test_an_end_over_somebodys_newer_text_shows_both(desk, colleague, page_url, said):
    desk.clara.get(page_url)
    colleague.get(page_url)
    save(colleague, "El que escriu en Martí")

    page = desk.clara.submit(button="Acaba", **TYPED, **({"outcome": said} if said else {}))

    assert page.status_code == (409 if said else 422)
    assert "Martí hi ha desat una altra cosa. El teu text encara no està desat." in page.errors
    assert "El que escriu en Martí" in page.text
    assert boxes(page)[0] == [*TYPED.values(), ""]
    assert stored() == {BLOCK: ("El que escriu en Martí", 1)}
    assert db.session.scalars(select(Call)).all() == []

    desk.clara.submit(button="Acaba", outcome="attended", what_happened_text="El que escriuen tots dos")

    assert stored()[BLOCK] == ("El que escriuen tots dos", 2)
    assert db.session.scalars(select(Case)).one().facts.endswith("El que escriuen tots dos")


def test_what_is_typed_after_somebody_has_ended_the_call_the_same_way_is_not_lost(desk, colleague, page_url):
    desk.clara.get(page_url)
    end(colleague, page_url, "attended")

    page = desk.clara.submit(button="Acaba", outcome="attended", **TYPED)

    assert page.status_code == 409
    assert "Algú ja ha dit com va acabar" in page.errors[0]
    assert boxes(page)[0] == [*TYPED.values(), ""]
    desk.clara.submit(button="Desa què ha passat")
    assert set(stored()) == {"what_happened", "what_they_ask"}


def test_a_box_that_is_too_long_and_stale_says_both(desk, colleague, page_url):
    desk.clara.get(page_url)
    colleague.get(page_url)
    save(colleague, "El que escriu en Martí")

    page = save(desk.clara, "x" * 8_001)

    assert page.status_code == 422
    assert len(page.errors) == 2
    assert "El que escriu en Martí" in page.text


# The checklist


def checked():
    db.session.rollback()
    return db.session.scalars(select(Call)).one().checked


def test_what_is_ticked_stays_ticked(desk, page_url):
    desk.clara.get(page_url)

    page = desk.clara.submit(button="Desa la llista", checked=["papers", "identity"])

    assert checked() == ["identity", "papers"]
    assert page.form(button="Desa la llista").fields["checked"].sent == ["identity", "papers"]


def test_ticks_of_two_people_add_up(desk, colleague, page_url):
    desk.clara.get(page_url)
    colleague.get(page_url)
    colleague.submit(button="Desa la llista", checked=["identity"])

    desk.clara.submit(button="Desa la llista", checked=["deadlines"])

    assert checked() == ["identity", "deadlines"]


def test_a_tick_can_be_taken_back(desk, page_url):
    desk.clara.get(page_url)
    desk.clara.submit(button="Desa la llista", checked=["identity", "papers"])

    desk.clara.submit(button="Desa la llista", checked=["papers"])

    assert checked() == ["papers"]


def test_a_tick_for_something_that_is_not_on_the_list_is_refused(desk, page_url):
    desk.clara.get(page_url)

    page = desk.clara.submit(button="Desa la llista", forged={"checked": "everything"})

    assert page.status_code == 422
    assert db.session.scalars(select(Call)).all() == []
