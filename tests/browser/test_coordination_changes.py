"""What coordinators change, in a real browser: without telling, many at once, cancelling, somebody who leaves."""

from datetime import timedelta

from playwright.sync_api import expect
from sqlalchemy import select

from booking.models import Message, Technician
from database import db
from tests.booking.coordination.steps import send_all
from tests.browser.coordinating import call, didac, monday, settings, week_of, world
from tests.browser.journeys import expect_path, look_sized

__all__ = ["didac", "monday", "settings", "world"]


def letters_to_the_person():
    """Kinds of what is promised to whoever has the first call."""
    db.session.rollback()
    query = select(Message.kind).where(Message.appointment_id == 1, Message.recipient == "consumer")
    return db.session.scalars(query.order_by(Message.id)).all()


def test_a_call_is_moved_without_telling_for_a_reason(didac, monday):
    send_all()  # whoever has not heard of the call yet must hear of it
    before, told = call().starts_at, letters_to_the_person()
    didac.goto(f"/coordinacio/cites/{call().reference}/mou")
    didac.get_by_role("group", name="A una altra hora").get_by_role("radio").first.check()
    didac.get_by_role("button", name="Continua", exact=True).click()
    didac.get_by_label("No avisis la persona").check()
    didac.get_by_role("button", name="Mou-la").click()
    expect(didac.locator(".error-summary")).to_contain_text("Escriu el motiu")
    look_sized(didac, "move-silent-without-reason")

    didac.get_by_label("Motiu").fill("N'acabem de parlar")
    didac.get_by_role("button", name="Mou-la").click()

    expect_path(didac, f"/cites/{call().reference}")
    assert call().starts_at != before
    assert letters_to_the_person() == told
    look_sized(didac, "moved-silently")


def test_several_calls_are_chosen_and_given_away_together(didac, monday):
    didac.goto(week_of(monday))
    didac.get_by_role("link", name="Tria'n unes quantes").click()
    look_sized(didac, "week-choosing")
    boxes = didac.get_by_role("checkbox")
    for number in range(2):
        boxes.nth(number).check()
    didac.get_by_role("button", name="Mira on poden anar").click()
    look_sized(didac, "bulk")

    didac.get_by_role("button", name="Fes les que estan marcades").click()

    expect(didac.get_by_role("heading", level=1)).to_have_text("S'han fet 2 de 2")
    look_sized(didac, "bulk-done")


def test_a_call_is_cancelled(didac, monday):
    didac.goto(f"/coordinacio/cites/{call().reference}/mou")
    didac.get_by_role("link", name="Anul·la la cita").click()
    look_sized(didac, "cancel")
    didac.get_by_role("button", name="Anul·la la cita").click()
    expect(didac.locator(".error-summary")).to_contain_text("Tria per què s'anul·la")
    look_sized(didac, "cancel-without-why")

    didac.get_by_label("Ho demana la persona").check()
    didac.get_by_role("button", name="Anul·la la cita").click()

    expect_path(didac, f"/cites/{call().reference}")
    assert (call().cancelled_by, call().revision) == ("consumer", 1)
    look_sized(didac, "cancelled")
    didac.goto(f"/coordinacio/cites/{call().reference}/anulla")
    expect(didac.get_by_role("main")).to_contain_text("Ja no es pot anul·lar")
    look_sized(didac, "cancel-too-late")


def test_somebody_leaves_and_their_calls_wait_for_others(didac, monday):
    clara = call().technician
    didac.goto(f"/coordinacio/horaris/{clara.id}")
    didac.get_by_role("button", name="Ja no hi treballa").click()
    expect(didac.get_by_role("heading", level=1)).to_have_text("On poden anar aquestes cites")
    look_sized(didac, "leaver-calls")

    didac.goto("/coordinacio/pendents")
    expect(didac.get_by_role("main")).to_contain_text("Una cita sense qui l'atengui")
    didac.goto(week_of(monday))
    look_sized(didac, "week-with-leaver")
    didac.goto("/coordinacio/horaris")
    didac.get_by_role("link", name=clara.name).click()
    look_sized(didac, "leaver-hours")
    didac.get_by_role("button", name="Torna a treballar-hi").click()

    expect(didac.get_by_role("button", name="Desa l'horari")).to_be_visible()
    db.session.rollback()
    assert db.session.get_one(Technician, clara.id).left_at is None


def test_an_empty_day_of_the_week_leads_to_why(didac, monday):
    not_open_yet = monday + timedelta(weeks=8)
    didac.goto(f"{week_of(not_open_yet)}?dia={not_open_yet}")
    look_sized(didac, "week-empty-days")
    didac.get_by_role("link", name="Per què és buit?").first.click()

    expect_path(didac, f"/coordinacio/perque/{not_open_yet}")
    expect(didac.get_by_role("main")).to_contain_text("és més enllà dels dies que s'obren")
