"""What coordinators change, in a real browser: without telling, many at once, cancelling, somebody who leaves."""

from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import select

from booking.models import Message, Technician
from database import db
from tests.booking.coordination.steps import send_all
from tests.browser.coordinating import call, didac, looks_good, monday, settings, week_of, world

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
    assert "Escriu el motiu" in didac.locator(".error-summary").inner_text()
    looks_good(didac, "move-silent-without-reason")

    didac.get_by_label("Motiu").fill("N'acabem de parlar")
    didac.get_by_role("button", name="Mou-la").click()

    assert urlsplit(didac.url).path == f"/cites/{call().reference}"
    assert call().starts_at != before
    assert letters_to_the_person() == told
    looks_good(didac, "moved-silently")


def test_several_calls_are_chosen_and_given_away_together(didac, monday):
    didac.goto(week_of(monday))
    didac.get_by_role("link", name="Tria'n unes quantes").click()
    looks_good(didac, "week-choosing")
    boxes = didac.get_by_role("checkbox")
    for number in range(2):
        boxes.nth(number).check()
    didac.get_by_role("button", name="Mira on poden anar").click()
    looks_good(didac, "bulk")

    didac.get_by_role("button", name="Fes les que estan marcades").click()

    assert didac.get_by_role("heading", level=1).inner_text() == "S'han fet 2 de 2"
    looks_good(didac, "bulk-done")


def test_a_call_is_cancelled(didac, monday):
    didac.goto(f"/coordinacio/cites/{call().reference}/mou")
    didac.get_by_role("link", name="Anul·la la cita").click()
    looks_good(didac, "cancel")
    didac.get_by_role("button", name="Anul·la la cita").click()
    assert "Tria per què s'anul·la" in didac.locator(".error-summary").inner_text()
    looks_good(didac, "cancel-without-why")

    didac.get_by_label("Ho demana la persona").check()
    didac.get_by_role("button", name="Anul·la la cita").click()

    assert urlsplit(didac.url).path == f"/cites/{call().reference}"
    assert (call().cancelled_by, call().revision) == ("consumer", 1)
    looks_good(didac, "cancelled")
    didac.goto(f"/coordinacio/cites/{call().reference}/anulla")
    assert "Ja no es pot anul·lar" in didac.get_by_role("main").inner_text()
    looks_good(didac, "cancel-too-late")


def test_somebody_leaves_and_their_calls_wait_for_others(didac, monday):
    clara = call().technician
    didac.goto(f"/coordinacio/horaris/{clara.id}")
    didac.get_by_role("button", name="Ja no hi treballa").click()
    assert didac.get_by_role("heading", level=1).inner_text() == "On poden anar aquestes cites"
    looks_good(didac, "leaver-calls")

    didac.goto("/coordinacio/pendents")
    assert "Una cita sense qui l'atengui" in didac.get_by_role("main").inner_text()
    didac.goto(week_of(monday))
    looks_good(didac, "week-with-leaver")
    didac.goto("/coordinacio/horaris")
    didac.get_by_role("link", name=clara.name).click()
    looks_good(didac, "leaver-hours")
    didac.get_by_role("button", name="Torna a treballar-hi").click()

    db.session.rollback()
    assert db.session.get_one(Technician, clara.id).left_at is None
    assert didac.get_by_role("button", name="Desa l'horari").is_visible()


def test_an_empty_day_of_the_week_leads_to_why(didac, monday):
    not_open_yet = monday + timedelta(weeks=8)
    didac.goto(f"{week_of(not_open_yet)}?dia={not_open_yet}")
    looks_good(didac, "week-empty-days")
    didac.get_by_role("link", name="Per què és buit?").first.click()

    assert urlsplit(didac.url).path == f"/coordinacio/perque/{not_open_yet}"
    assert "és més enllà dels dies que s'obren" in didac.get_by_role("main").inner_text()
